/** The user's settings, in one file. What is damaged in it falls back to its default, each setting by itself. */
import { join } from 'node:path';
import { z } from 'zod';
import type { Settings } from '../contract.ts';
import { ioError } from './errors.ts';
import { queue, readJson, writeJson } from './jsonfile.ts';

const DEFAULTS: Settings = { theme: 'system', language: 'system', profile: 'debug', panes: {} };

const stored = z.object({
  theme: z.enum(['light', 'dark', 'system']).catch(DEFAULTS.theme),
  language: z.enum(['en', 'zh', 'system']).catch(DEFAULTS.language),
  profile: z.enum(['debug', 'release', 'size']).catch(DEFAULTS.profile),
  panes: z.record(z.string().max(64), z.number()).catch(DEFAULTS.panes),
});

export interface SettingsStore {
  get(): Promise<Settings>;
  /** Changes the given settings; panes are merged by id. */
  set(change: { readonly [K in keyof Settings]?: Settings[K] | undefined }): Promise<Settings>;
}

export function createSettings(stateDir: string): SettingsStore {
  const path = join(stateDir, 'settings.json');
  const inTurn = queue();
  const get = async (): Promise<Settings> => {
    const found = await readJson(path);
    return stored.parse(typeof found === 'object' && found !== null && !Array.isArray(found) ? found : {});
  };
  return {
    get,
    set: (change) =>
      inTurn(async () => {
        const old = await get();
        const next: Settings = {
          theme: change.theme ?? old.theme,
          language: change.language ?? old.language,
          profile: change.profile ?? old.profile,
          panes: { ...old.panes, ...change.panes },
        };
        await writeJson(path, next).catch((error: unknown) => {
          throw ioError(error, 'save the settings');
        });
        return next;
      }),
  };
}
