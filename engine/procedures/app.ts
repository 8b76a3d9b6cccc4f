/** What the app is, and the catalog. */
import { pathLabel } from './places.ts';
import type { Context, HandlersOf } from './types.ts';

export function appHandlers(context: Context): HandlersOf<'app'> & HandlersOf<'catalog'> {
  return {
    async 'app.info'() {
      const { workspace } = context.places;
      return {
        version: context.version,
        shell: context.shell,
        platform: process.platform,
        workspace,
        workspaceLabel: pathLabel(workspace),
        startFile: context.startFile,
      };
    },
    'catalog.get': () => context.catalog(),
  };
}
