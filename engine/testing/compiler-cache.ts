/** For boot tests: what one test has compiled, the next takes from a cache, where ccache is installed. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './cli.ts';

/** Where Debian's package has a `gcc` that asks ccache first. */
const COMPILERS = '/usr/lib/ccache';

/**
 * The environment of tests that compile. Nothing that is emitted knows of it: `gcc` is another one on PATH. Emitted folders name no
 * path of the machine, so that the same source with the same flags is the same in each of them.
 */
export function compilerCache(): Readonly<Record<string, string>> {
  if (!existsSync(join(COMPILERS, 'gcc'))) return {};
  return {
    PATH: `${COMPILERS}${delimiter}${process.env['PATH'] ?? ''}`,
    CCACHE_DIR: join(root, '.cache/ccache'),
    CCACHE_MAXSIZE: '1G',
    // The compiler's own list of what it has read (-MMD) instead of a run of the preprocessor before.
    CCACHE_DEPEND: '1',
  };
}

/** For tests whose point is what the compiler makes: those that compare two builds, or end one half-way. */
export const UNCACHED = ['CCACHE_DISABLE', '1'] as const;
