/**
 * `third-party` of a microlib's manifest: an archive of somebody else's sources, pinned (docs/sources.md). Pure: what is in
 * the archive is known only when it has been fetched.
 */
import { z } from 'zod';
import type { Diagnostic } from '../check/types.ts';
import { inside } from './shapes.ts';
import type { Microlib, ThirdParty } from './types.ts';
import { broken } from './yaml.ts';

const FORMATS = 'an archive is .tar, .tar.gz, .tgz, .tar.xz or .zip';
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 lower-case hexadecimal digits');
/** A file's own name: it is looked up in the download cache and handed to tools. */
const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9+._~-]{0,127}$/, 'not a plain file name');
const patchName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9+._-]{0,127}$/, 'not the name of a file in debian/patches');

const httpsUrl = z
  .string()
  .max(500)
  .refine((text) => URL.canParse(text) && new URL(text).protocol === 'https:', 'wanted: an https: address')
  .refine((text) => !URL.canParse(text) || archiveFormat(new URL(text).pathname) !== undefined, FORMATS);

const archive = fileName.refine((text) => archiveFormat(text) !== undefined, FORMATS);

const origin = z.discriminatedUnion('from', [
  z
    .object({
      from: z.literal('debian'),
      package: z.string().regex(/^[a-z0-9][a-z0-9+.-]{0,63}$/, 'not the name of a source package'),
      version: z.string().regex(/^[0-9][A-Za-z0-9.+~:-]{0,63}$/, 'not a Debian version'),
      file: archive,
      sha256,
      packaging: z.object({ file: archive, sha256 }).strict().optional(),
    })
    .strict(),
  z.object({ from: z.literal('upstream'), url: httpsUrl, sha256 }).strict(),
]);

export const thirdPartyShape = z
  .object({
    name: z.string().regex(/^[a-z][a-z0-9_-]{0,30}$/, 'wanted: [a-z][a-z0-9_-]{0,30}'),
    version: z.string().regex(/^[0-9][0-9A-Za-z._-]{0,30}$/, 'not a version'),
    licence: z.string().min(1).max(100),
    strip: z.number().int().min(0).max(8).default(0),
    origins: z.array(origin).min(1).max(10),
    patches: z.array(patchName).max(100).default([]),
  })
  .strict();

export type ArchiveFormat = 'tar' | 'tar.gz' | 'tar.xz' | 'zip';

/** What a file is by its name; undefined when it is no archive that can be unpacked. */
export function archiveFormat(file: string): ArchiveFormat | undefined {
  if (/\.(tar\.gz|tgz)$/.test(file)) return 'tar.gz';
  if (file.endsWith('.tar.xz')) return 'tar.xz';
  if (file.endsWith('.tar')) return 'tar';
  return file.endsWith('.zip') ? 'zip' : undefined;
}

/** `lwip-2.1.3`: what an archive is called in ids, emitted paths and messages. */
export const archiveName = ({ name, version }: Pick<ThirdParty, 'name' | 'version'>): string => `${name}-${version}`;

/** Each pin once, by name. */
export function pinsOf(microlibs: Iterable<Microlib>): ThirdParty[] {
  const pins = new Map<string, ThirdParty>();
  for (const { thirdParty } of microlibs) if (thirdParty !== undefined) pins.set(archiveName(thirdParty), thirdParty);
  return [...pins.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pin]) => pin);
}

/** What is wrong with one manifest's archive beyond its shape. */
export function thirdPartyFaults(
  own: ThirdParty | undefined,
  sources: Microlib['sources'],
  includes: readonly string[],
): { readonly message: string; readonly path: readonly (string | number)[] }[] {
  const found: { message: string; path: readonly (string | number)[] }[] = [];
  if (own === undefined) {
    sources.forEach((source, index) => {
      if (source.archive === true)
        found.push({ message: `${source.path} is in no archive: there is no third-party`, path: ['sources', index] });
    });
    if (includes.length > 0)
      found.push({ message: 'archive-include without third-party', path: ['archive-include', 0] });
    return found;
  }
  const patched = own.origins.some((one) => one.from === 'debian' && one.packaging !== undefined);
  if (own.patches.length > 0 && !patched)
    found.push({ message: 'patches want an origin from debian that pins its packaging', path: ['third-party'] });
  return found;
}

/** One name and version is one pin, whoever names it: microlibs share the unpacked archive. */
export function differentPins(microlibs: Readonly<Record<string, Microlib>>): Diagnostic[] {
  const first = new Map<string, Microlib>();
  const found: Diagnostic[] = [];
  for (const microlib of Object.values(microlibs)) {
    if (microlib.thirdParty === undefined) continue;
    const key = archiveName(microlib.thirdParty);
    const other = first.get(key);
    if (other === undefined) first.set(key, microlib);
    else if (JSON.stringify(other.thirdParty) !== JSON.stringify(microlib.thirdParty))
      found.push(broken(`${microlib.dir}/microlib.yaml`, `'${other.name}' pins ${key} in another way`));
  }
  return found;
}

/** A folder of the archive; `.` is its top. */
export const archiveFolder = z.union([z.literal('.'), inside]);
