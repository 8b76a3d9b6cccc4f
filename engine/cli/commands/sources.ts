/** `uniloom sources`: the archives of third-party sources that the catalog pins, and where they are. */
import { archiveName, pinsOf } from '../../catalog/thirdparty.ts';
import type { ThirdParty } from '../../catalog/types.ts';
import { ensureArchives } from '../../sources/archives.ts';
import { sourcesCache, unpacked } from '../../sources/cache.ts';
import { print, printable, printJson, say, table } from '../output.ts';
import type { Cli } from '../program.ts';
import { createProgress } from '../progress.ts';
import { untilInterrupted, withEngine } from '../session.ts';
import { DONE, UsageError } from '../status.ts';

interface SourcesOptions {
  readonly json?: boolean;
  readonly fetch?: boolean;
}

/** What cannot be had keeps nobody from the rest; the last of it is the command's own failure. */
function fetchAll(pins: readonly ThirdParty[]): Promise<number> {
  const progress = createProgress();
  return untilInterrupted(progress, async (signal) => {
    const failed: unknown[] = [];
    for (const pin of pins)
      await ensureArchives([pin], { signal, onProgress: progress.fetched }).catch((error: unknown) => {
        signal.throwIfAborted();
        failed.push(error);
      });
    const last = failed.pop();
    progress.clear();
    for (const error of failed) say(printable(error instanceof Error ? error.message : String(error)));
    if (last !== undefined) throw last;
    return DONE;
  });
}

export async function run(cli: Cli, [names]: readonly [readonly string[]], options: SourcesOptions): Promise<number> {
  return withEngine(cli, async (engine) => {
    const { microlibs } = await engine.call('catalog.get', {});
    const unknown = names.find((name) => !Object.hasOwn(microlibs, name));
    if (unknown !== undefined) throw new UsageError(`the catalog has no microlib ${unknown}`);
    const all = Object.values(microlibs).filter(({ name }) => names.length === 0 || names.includes(name));
    const pins = pinsOf(all);
    if (options.fetch) {
      const status = await fetchAll(pins);
      if (status !== DONE) return status;
    }
    const cache = sourcesCache();
    const rows = pins.map((pin) => ({
      archive: archiveName(pin),
      licence: pin.licence,
      microlibs: all
        .filter(({ thirdParty }) => thirdParty !== undefined && archiveName(thirdParty) === archiveName(pin))
        .map(({ name }) => name),
      origins: pin.origins,
      patches: pin.patches,
      folder: unpacked(cache, pin) ?? null,
    }));
    if (options.json) printJson({ cache, sources: rows });
    else if (rows.length === 0) print('nothing third-party');
    else
      print(
        table(
          rows.map(({ archive, licence, microlibs: users, folder }) => [
            archive,
            licence,
            users.join(' '),
            folder ?? 'not here; --fetch gets it',
          ]),
        ),
      );
    return DONE;
  });
}
