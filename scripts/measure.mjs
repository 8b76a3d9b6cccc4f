/**
 * `npm run measure`: builds the examples on every target and profile and writes each microlib's bytes to its
 * costs.json, with the compiler's version. A microlib that no example has is measured in the place of one that
 * provides the same API, an app in the place of hello; ports that it has besides are wired to the board's. The app shows these figures in the palette and in the choices of a fix.
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
  if (catalog.microlibs[a]?.main !== 'none' && catalog.microlibs[b]?.main !== 'none') return a === 'hello';
  return apis(a).some((/** @type {string} */ api) => apis(b).includes(api));
}

/** @param {string} target @param {string} api the board's port of that API, or undefined */
function boardPort(target, api) {
  const board = catalog.boards[target];
  return Object.keys(board.provides).find((outer) => {
    const [member, port] = board.provides[outer].split('.');
    const provides = catalog.microlibs[board.components[member].microlib]?.provides ?? [];
    return provides.some((/** @type {Port} */ one) => one.port === port && one.api === api);
  });
}

/** @typedef {{ port: string, api: string, count: string }} Port */

/**
 * Wires of `place` once `name` is there: to the same API as before, by its own port's name; what it requires
 * besides, to the board. What `place` used before and nothing uses now is simply not linked.
 * @param {string} place @param {string} was @param {string} name @param {{ from: string, to: string }[]} wires
 * @param {string} target
 */
function rewired(place, was, name, wires, target) {
  const [before, after] = [catalog.microlibs[was], catalog.microlibs[name]];
  /** @param {Port[]} ports @param {string} port */
  const apiOf = (ports, port) => ports.find((one) => one.port === port)?.api;
  const kept = wires.flatMap(({ from, to }) => {
    const [user, asked = ''] = from.split('.');
    const [provider, given = ''] = to.split('.');
    if (provider === place) {
      const api = apiOf(before.provides, given);
      const port = after.provides.find((/** @type {Port} */ one) => one.api === api)?.port;
      return port ? [{ from, to: `${place}.${port}` }] : [];
    }
    if (user !== place) return [{ from, to }];
    const api = apiOf(before.requires, asked);
    const port = after.requires.find((/** @type {Port} */ one) => one.api === api)?.port;
    return port ? [{ from: `${place}.${port}`, to }] : [];
  });
  for (const { port, api, count } of after.requires) {
    const from = `${place}.${port}`;
    const outer = boardPort(target, api);
    if (count !== 'optional' && outer && !kept.some((wire) => wire.from === from))
      kept.push({ from, to: `board.${outer}` });
  }
  return kept;
}

/** Stands `name`, which decorates an API, between the first wire of that API and its provider. @param {string} name */
function insertion(name) {
  const { provides, requires } = catalog.microlibs[name];
  for (const given of provides) {
    const asked = requires.find((/** @type {Port} */ port) => port.api === given.api);
    if (asked) return { given: given.port, asked: asked.port, api: given.api };
  }
  return null;
}

/** Measures `name` on a wire of an example. @param {string} name */
function measureOnWire(name) {
  const between = insertion(name);
  if (!between) return;
  for (const example of examples) {
    const document = parseDocument(readFileSync(join(example, 'uniloom.yaml'), 'utf8'));
    /** @type {{ components: Record<string, { microlib: string }>, wires: { from: string, to: string }[] }} */
    const { components, wires } = document.toJS();
    const at = wires.findIndex(({ from }) => {
      const [user = '', port] = from.split('.');
      const requires = catalog.microlibs[components[user]?.microlib ?? '']?.requires ?? [];
      return requires.some((/** @type {Port} */ one) => one.port === port && one.api === between.api);
    });
    if (at < 0) continue;
    const copy = join(scratch, `${name}-${basename(example)}`);
    cpSync(example, copy, { recursive: true });
    document.setIn(['components', 'measured'], { microlib: name });
    document.addIn(['wires'], { from: `measured.${between.asked}`, to: wires[at]?.to });
    document.setIn(['wires', at, 'to'], `measured.${between.given}`);
    writeFileSync(join(copy, 'uniloom.yaml'), String(document));
    for (const target of targets) for (const profile of profiles) measure(copy, target, profile);
    return;
  }
}

/** Measures `name` in the place of the first component of an example that it can stand in for. @param {string} name */
function measureInPlace(name) {
  for (const example of examples) {
    const document = parseDocument(readFileSync(join(example, 'uniloom.yaml'), 'utf8'));
    /** @type {{ components: Record<string, { microlib: string }>, wires: { from: string, to: string }[] }} */
    const { components, wires } = document.toJS();
    const place = Object.keys(components).find((component) => alike(components[component]?.microlib ?? '', name));
    if (!place) continue;
    const copy = join(scratch, `${name}-${basename(example)}`);
    cpSync(example, copy, { recursive: true });
    document.setIn(['components', place], { microlib: name });
    const built = targets.flatMap((target) => {
      const was = components[place]?.microlib ?? '';
      document.setIn(['wires'], rewired(place, was, name, wires, target));
      writeFileSync(join(copy, 'uniloom.yaml'), String(document));
      return profiles.map((profile) => measure(copy, target, profile));
    });
    if (built.includes(true)) return;
  }
}
for (const name of Object.keys(catalog.microlibs)) if (!costs.has(name)) measureOnWire(name);
for (const name of Object.keys(catalog.microlibs)) if (!costs.has(name)) measureInPlace(name);

for (const [name, rows] of [...costs].sort()) {
  const file = join(root, 'microlibs', catalog.microlibs[name].dir, 'costs.json');
  const ordered = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  writeFileSync(file, `${JSON.stringify(ordered, null, 2)}\n`);
  console.log(`${dirname(file).slice(root.length + 1)}: ${rows.size} figures`);
}
const unmeasured = Object.keys(catalog.microlibs).filter((name) => !costs.has(name));
if (unmeasured.length > 0) console.log(`not measured, since no example can hold them: ${unmeasured.join(', ')}`);
rmSync(scratch, { recursive: true, force: true });
