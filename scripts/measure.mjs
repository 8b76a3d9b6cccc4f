/**
 * `npm run measure`: builds the examples on every target and profile and writes each microlib's bytes to its
 * costs.json, with the compiler's version. A microlib that no example has is measured in the place of one that
 * provides the same API. The app shows these figures in the palette and in the choices of a fix.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { root } from './lib/run.mjs';

await import('./setup.mjs');
const { parseDocument } = await import('yaml');

const cli = join(root, 'dist/cli/uniloom.mjs');
const scratch = mkdtempSync(join(tmpdir(), 'uniloom-measure-'));
const env = { ...process.env, UNILOOM_CACHE_DIR: join(scratch, 'cache'), UNILOOM_STATE_DIR: join(scratch, 'state') };
const compiler = `gcc ${execFileSync('gcc', ['-dumpfullversion'], { encoding: 'utf8' }).trim()}`;
const profiles = ['debug', 'release', 'size'];

/** @param {string[]} args @returns {any} null when the command fails */
function uniloom(...args) {
  const { status, stdout } = spawnSync(process.execPath, [cli, ...args, '--json'], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? JSON.parse(stdout) : null;
}

const catalog = uniloom('catalog');
const targets = Object.keys(catalog.boards);
/** @type {Map<string, Map<string, object>>} microlib → "target profile" → cost */
const costs = new Map();

/** @param {string} composition @param {string} target @param {string} profile */
function measure(composition, target, profile) {
  const report = uniloom('size', composition, '--target', target, '--profile', profile, '--trust');
  if (!report) return false;
  for (const { microlib, text, rodata, data, bss } of report.components) {
    if (!catalog.microlibs[microlib]) continue;
    const rows = costs.get(microlib) ?? new Map();
    costs.set(microlib, rows);
    const key = `${target} ${profile}`;
    const sum = text + rodata + data;
    const before = rows.get(key);
    // The largest place that it has: what it costs where most of it is used.
    if (!before || sum > before.text + before.rodata + before.data)
      rows.set(key, { target, profile, compiler, text, rodata, data, bss });
  }
  return true;
}

const examples = readdirSync(join(root, 'assets/examples')).map((name) => join(root, 'assets/examples', name));
for (const example of examples)
  for (const target of targets) for (const profile of profiles) measure(example, target, profile);

/** @param {string} a @param {string} b whether microlib `a` provides an API that `b` provides too */
function alike(a, b) {
  const apis = (/** @type {string} */ name) =>
    (catalog.microlibs[name]?.provides ?? []).map((/** @type {{ api: string }} */ port) => port.api);
  return apis(a).some((/** @type {string} */ api) => apis(b).includes(api));
}

/** Measures `name` in the place of the first component of an example that it can stand in for. @param {string} name */
function measureInPlace(name) {
  for (const example of examples) {
    const document = parseDocument(readFileSync(join(example, 'uniloom.yaml'), 'utf8'));
    /** @type {Record<string, { microlib: string }>} */
    const components = document.toJS().components;
    const place = Object.keys(components).find((component) => alike(components[component]?.microlib ?? '', name));
    if (!place) continue;
    const copy = join(scratch, `${name}-${basename(example)}`);
    cpSync(example, copy, { recursive: true });
    document.setIn(['components', place], { microlib: name });
    writeFileSync(join(copy, 'uniloom.yaml'), String(document));
    const built = targets.flatMap((target) => profiles.map((profile) => measure(copy, target, profile)));
    if (built.includes(true)) return;
  }
}
for (const name of Object.keys(catalog.microlibs)) if (!costs.has(name)) measureInPlace(name);

for (const [name, rows] of [...costs].sort()) {
  const file = join(root, 'microlibs', catalog.microlibs[name].dir, 'costs.json');
  writeFileSync(file, `${JSON.stringify([...rows.values()], null, 2)}\n`);
  console.log(`${dirname(file).slice(root.length + 1)}: ${rows.size} figures`);
}
const unmeasured = Object.keys(catalog.microlibs).filter((name) => !costs.has(name));
if (unmeasured.length > 0) console.log(`not measured, since no example can hold them: ${unmeasured.join(', ')}`);
rmSync(scratch, { recursive: true, force: true });
