/**
 * `node code-cache.mjs SCRIPT`: writes what V8 makes of a CommonJS script of the bundle beside it, for `loadCompiled` of
 * engine/cli/compiled.ts. In a process of its own: it fits only the flags that it was made with, and all functions are wanted.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

const [path = ''] = process.argv.slice(2);
setFlagsFromString('--no-lazy');
const script = new Script(`(function (exports, require) {${readFileSync(path, 'utf8')}\n})`, { filename: path });
setFlagsFromString('--lazy');
writeFileSync(`${path}.cache`, script.createCachedData());
