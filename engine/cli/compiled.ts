/** Scripts of the bundle that V8 compiled when it was built: to compile them again takes longer than most commands on a small tree. */

/**
 * What the CommonJS script at `path` exports; undefined where there is none, as where the sources run. `path` with `.cache`
 * is what V8 made of it. One of another V8 does not fit, and is then not used.
 */
export function loadCompiled(path: string): unknown {
  const { existsSync, readFileSync } = process.getBuiltinModule('node:fs');
  if (!existsSync(path) || !existsSync(`${path}.cache`)) return undefined;
  const { Script } = process.getBuiltinModule('node:vm');
  const { Module } = process.getBuiltinModule('node:module');
  const script = new Script(wrapped(readFileSync(path, 'utf8')), {
    filename: path,
    cachedData: readFileSync(`${path}.cache`),
  });
  const module = new Module(path);
  module.loaded = true;
  const require = Module.createRequire(path);
  // What it loads later imports from it.
  require.cache[path] = module;
  script.runInThisContext()(module.exports, require);
  return module.exports;
}

/** A CommonJS module as the expression of a function. */
const wrapped = (source: string): string => `(function (exports, require) {${source}\n})`;
