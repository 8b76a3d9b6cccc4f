import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../catalog/read.ts';
import type { Catalog } from '../catalog/types.ts';
import { buildGraph } from '../graph/flatten.ts';
import { parseComposition } from '../model/yaml.ts';
import { type ConfigModel, configModel } from './composition.ts';
import { readConfig } from './kconfig.ts';

/** The emitted tree in the tools that Debian has: kconfig-frontends and python3-kconfiglib. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const KCONFIGLIB = `
import sys, kconfiglib
kconf = kconfiglib.Kconfig("Kconfig")
kconf.load_config(".config")
kconf.write_config(".config")
sys.stdout.write("\\n".join(kconf.warnings))
`;
const tools: readonly [string, (cwd: string) => string][] = [
  ['kconfig-conf', (cwd) => execFileSync('kconfig-conf', ['--olddefconfig', 'Kconfig'], { cwd, encoding: 'utf8' })],
  // Debian's own interpreter, for which the package is installed.
  ['kconfiglib', (cwd) => execFileSync('/usr/bin/python3', ['-c', KCONFIGLIB], { cwd, encoding: 'utf8' })],
];

let catalog: Catalog;
const folders: string[] = [];
beforeAll(async () => {
  catalog = await readCatalog(join(root, 'microlibs'));
});
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function modelOf(example: string, target: string): ConfigModel {
  const text = readFileSync(join(root, 'assets/examples', example, 'uniloom.yaml'), 'utf8');
  const { composition } = parseComposition(text, 'uniloom.yaml');
  if (composition === null) throw new Error(`${example} does not parse`);
  return configModel(buildGraph(composition, catalog, target).graph, { name: composition.name, profile: 'debug' });
}

function write(model: ConfigModel, config: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'uniloom-kconfig-'));
  folders.push(folder);
  for (const { path, text } of model.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  writeFileSync(join(folder, '.config'), config);
  return folder;
}

const examples = readdirSync(join(root, 'assets/examples'));
const targets = ['x86_64/microvm', 'x86_64/qemu-pc', 'host'];
const byName = (config: string) => Object.fromEntries([...readConfig(config)].sort());

describe.each(tools)('%s', (_name, run) => {
  it.each(examples.flatMap((example) => targets.map((target) => [example, target] as const)))(
    'writes the same values back: %s on %s',
    (example, target) => {
      const model = modelOf(example, target);
      expect(readConfig(model.config).size).toBeGreaterThan(20);
      const folder = write(model, model.config);
      expect(run(folder)).not.toMatch(/warning|error/i);
      expect(byName(readFileSync(join(folder, '.config'), 'utf8'))).toEqual(byName(model.config));
    },
  );

  it('finds the graph in an empty .config: the defaults are the wiring', () => {
    const model = modelOf('threads', 'x86_64/microvm');
    const folder = write(model, '');
    run(folder);
    const values = readConfig(readFileSync(join(folder, '.config'), 'utf8'));
    const expected = readConfig(model.config);
    expect(model.structure.size).toBeGreaterThan(20);
    for (const symbol of model.structure.keys())
      expect([symbol, values.get(symbol)]).toEqual([symbol, expected.get(symbol)]);
  });

  it('keeps a value that was changed by hand', () => {
    const model = modelOf('hello', 'x86_64/microvm');
    const changed = model.config.replace(/^CONFIG_(\w+_STACK_KB)=\d+$/m, 'CONFIG_$1=32');
    expect(changed).not.toBe(model.config);
    const folder = write(model, changed);
    run(folder);
    expect(byName(readFileSync(join(folder, '.config'), 'utf8'))).toEqual(byName(changed));
  });
});
