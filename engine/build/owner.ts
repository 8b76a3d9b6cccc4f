/** The paths of debug information (emit/flags.ts), read back: whose file it is, and which. Pure. */

const NAMED = /^(?:\.\/)*obj\/([^/]+)\/\.\.\/\.\.\/(?:src|own|gen)\/[^/]+\/(.+)$/;

/** `obj/app/../../src/hello/src/hello.c` → `app` and `src/hello.c`; undefined for files of no component. */
export function namedSource(path: string): { readonly component: string; readonly file: string } | undefined {
  const [, component, file] = NAMED.exec(path) ?? [];
  return component === undefined || file === undefined ? undefined : { component, file };
}
