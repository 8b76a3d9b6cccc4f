/** Boards: `platform/NAME/board.yaml` → `Board`, the group from the catalog that a target is made of. Pure. */
import { z } from 'zod';
import type { Diagnostic } from '../check/types.ts';
import { busShape } from './device.ts';
import { flag, name, options, portRef, text } from './shapes.ts';
import type { Board } from './types.ts';
import { broken, readCatalogText } from './yaml.ts';

const argument = z.string().min(1).max(500);
const memory = z.object({ least: z.string(), default: z.string() }).strict();

const boardShape = z
  .object({
    name: z.string().regex(/^[a-z][a-z0-9_-]{0,30}$/, 'a board name is [a-z][a-z0-9_-]{0,30}'),
    title: text,
    target: z.string().regex(/^(host|[a-z0-9_]+\/[a-z0-9_-]+)$/, 'a target is ARCH/PLATFORM or host'),
    summary: text,
    components: z.record(name, z.object({ microlib: name, options: options.optional() }).strict()),
    wires: z.array(z.object({ from: portRef, to: portRef }).strict()).default([]),
    provides: z.record(name, portRef).default({}),
    requires: z.record(name, portRef).default({}),
    defaults: z.record(name, portRef).default({}),
    toolchain: z
      .object({
        kind: z.enum(['freestanding', 'hosted']),
        arch: z.string().regex(/^[a-z0-9_]+$/),
        cflags: z.array(flag).default([]),
        ldflags: z.array(flag).default([]),
        loadAddress: z.number().int().min(0).optional(),
      })
      .strict(),
    machine: z.discriminatedUnion('kind', [
      z
        .object({
          kind: z.literal('qemu'),
          system: z.string().regex(/^[a-z0-9_-]+$/),
          variants: z
            .array(z.object({ name: z.string(), machine: argument, args: z.array(argument).default([]) }).strict())
            .min(1),
          args: z.array(argument).default([]),
          devices: z.record(name, busShape).default({}),
          memory,
        })
        .strict(),
      z.object({ kind: z.literal('process'), memory }).strict(),
    ]),
  })
  .strict();

/** Reads one `board.yaml`. `file` names it in diagnostics, `dir` is its folder relative to the catalog root. */
export function parseBoard(
  source: string,
  file: string,
  dir: string,
): { board: Board | undefined; diagnostics: readonly Diagnostic[] } {
  const { value, diagnostics, locate } = readCatalogText(source, file, boardShape);
  if (value === undefined) return { board: undefined, diagnostics };
  const found: Diagnostic[] = [...diagnostics];
  const member = (reference: string, path: readonly (string | number)[]) => {
    const component = reference.split('.')[0] ?? '';
    if (!Object.hasOwn(value.components, component)) {
      found.push(broken(file, `${reference}: the board has no component '${component}'`, locate(path)));
    }
  };
  value.wires.forEach((wire, index) => {
    member(wire.from, ['wires', index, 'from']);
    member(wire.to, ['wires', index, 'to']);
  });
  for (const key of ['provides', 'requires', 'defaults'] as const) {
    for (const [outer, inner] of Object.entries(value[key])) member(inner, [key, outer]);
  }
  if (found.some((item) => item.severity === 'error')) return { board: undefined, diagnostics: found };
  return { board: { ...value, dir }, diagnostics: found };
}
