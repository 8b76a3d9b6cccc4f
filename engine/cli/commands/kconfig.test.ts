import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UsageError } from '../status.ts';
import { type KconfigOptions, run } from './kconfig.ts';

const cli = { version: '0', root: '' };
let folder = '';
let said = '';
let printed = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uniloom-kconfig-'));
  said = '';
  printed = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const write = (files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
};
const out = () => readFileSync(join(folder, 'out'), 'utf8');
const kconfig = (options: Partial<KconfigOptions>) =>
  run(cli, [], {
    kconfig: 'Kconfig',
    srctree: folder,
    mode: 'alldefconfig',
    out: join(folder, 'out'),
    dialect: 'unikraft',
    ...options,
  });

test('writes the configuration of a tree, whole or not at all', async () => {
  write({
    Kconfig: 'mainmenu "T"\nsource "sub/Kconfig"\nconfig B\n\tint "b"\n\tdefault 3\n',
    'sub/Kconfig': 'config A\n\tdef_bool y\n',
  });
  expect(await kconfig({})).toBe(0);
  expect(out()).toBe('#\n# Automatically generated file; DO NOT EDIT.\n# T\n#\nCONFIG_A=y\nCONFIG_B=3\n');
  expect(said).toBe('');
  expect(readdirSync(folder).sort()).toEqual(['Kconfig', 'out', 'sub']);
});

test('reads a .config, and savedefconfig writes what differs', async () => {
  write({ Kconfig: 'config A\n\tbool "a"\nconfig B\n\tbool "b"\n', in: 'CONFIG_B=y\n# CONFIG_A is not set\n' });
  expect(await kconfig({ mode: 'savedefconfig', in: join(folder, 'in'), out: '-' })).toBe(0);
  expect(printed).toBe('CONFIG_B=y\n');
});

test('the environment comes from --env', async () => {
  write({ Kconfig: 'config S\n\tstring\n\tdefault "$(WHO)"\n' });
  await kconfig({ env: ['WHO=a=b'] });
  expect(out()).toContain('CONFIG_S="a=b"\n');
  await expect(kconfig({ env: ['WHO'] })).rejects.toThrow(UsageError);
});

test('a tree with errors is told with a caret, and nothing is written', async () => {
  write({ Kconfig: 'config A\n\tbool "a" iff B\n' });
  expect(await kconfig({})).toBe(1);
  expect(said).toContain('error UL0210 Kconfig:2:11: ');
  expect(said).toContain('\n    \tbool "a" iff B\n    \t         ^\n');
  expect(said).toContain('nothing was written');
  expect(readdirSync(folder)).toEqual(['Kconfig']);
});

test('many findings of one kind are counted', async () => {
  write({ Kconfig: `config A\n\tbool "a"\n${Array.from({ length: 30 }, (_, i) => `\tselect GONE_${i}\n`).join('')}` });
  expect(await kconfig({})).toBe(0);
  expect(said.match(/warning UL0217/g)).toHaveLength(5);
  expect(said).toContain('UL0217: 30 in all');
  said = '';
  await kconfig({ allFindings: true });
  expect(said.match(/warning UL0217/g)).toHaveLength(30);
});

test('--json is one document', async () => {
  write({ Kconfig: 'config A\n\tbool "a"\n\tselect GONE\n' });
  await kconfig({ json: true });
  expect(said).toBe('');
  expect(JSON.parse(printed)).toMatchObject({
    diagnostics: [{ code: 'UL0217', severity: 'warning', at: { file: 'Kconfig', line: 3, column: 9 } }],
  });
});

test('commands run only with --trust; their answers are recorded and replayed', async () => {
  write({ Kconfig: 'config S\n\tstring\n\tdefault "$(shell,touch made; pwd)"\n' });
  expect(await kconfig({})).toBe(0);
  expect(said).toContain('UL0219');
  expect(out()).toContain('CONFIG_S=""');
  expect(readdirSync(folder)).not.toContain('made');
  const record = join(folder, 'record.json');
  expect(await kconfig({ trust: true, shellRecord: record })).toBe(0);
  expect(out()).toContain(`CONFIG_S="${folder}"`);
  rmSync(join(folder, 'made'));
  writeFileSync(record, readFileSync(record, 'utf8').replaceAll(folder, '/elsewhere'));
  expect(await kconfig({ shellReplay: record })).toBe(0);
  expect(out()).toContain('CONFIG_S="/elsewhere"');
  expect(readdirSync(folder)).not.toContain('made');
});

test('wants something to do, and files that are there', async () => {
  await expect(run(cli, [], { kconfig: 'Kconfig', dialect: 'unikraft' })).rejects.toThrow('--mode');
  await expect(run(cli, [], { kconfig: 'K', dialect: 'unikraft', mode: 'alldefconfig' })).rejects.toThrow('--out');
  write({ Kconfig: '' });
  await expect(kconfig({ in: join(folder, 'none') })).rejects.toThrow('cannot read');
  expect(await kconfig({ kconfig: 'none' })).toBe(1);
  expect(said).toContain('UL0211');
});

test('--explain says why, who and on what it hangs', async () => {
  write({
    Kconfig:
      'if TOP\nconfig A\n\tbool "a"\n\tdepends on B\nendif\nconfig B\n\tbool\nconfig TOP\n\tbool "top"\nconfig S\n\tdef_bool y\n\tselect B\n',
    in: 'CONFIG_A=y\n',
  });
  const asked = { mode: undefined, out: undefined, in: join(folder, 'in') } as unknown as Partial<KconfigOptions>;
  expect(await kconfig({ ...asked, explain: 'CONFIG_A' })).toBe(0);
  expect(printed).toContain('A is n: it cannot be set, because its prompt is not visible [bool] (Kconfig:2)');
  expect(printed).toContain('├─ A was set to y, but its prompt is not visible');
  expect(printed).toContain('│  ├─ A depends on B, which is y (Kconfig:2)');
  expect(printed).toContain("│  └─ A is in 'if TOP', which is n (Kconfig:1)");
  expect(printed).toContain('└─ for A to be y, set this\n   └─ TOP=y');
  expect(said).toContain('UL0234');
  expect(said).toContain("· A is in 'if TOP', which is n (Kconfig:1)");
  printed = '';
  await kconfig({ ...asked, explain: 'B', json: true });
  expect(JSON.parse(printed).explanation).toMatchObject({
    value: 'y',
    tree: { text: 'B is y: S selects it [bool]', value: 'y', at: { file: 'Kconfig', line: 6 } },
  });
  printed = '';
  await kconfig({ ...asked, explain: 'S=n', json: true });
  expect(JSON.parse(printed).explanation.ways).toMatchObject({ value: 'n', sets: [] });
  await expect(kconfig({ ...asked, explain: 'TOPP' })).rejects.toThrow("did you mean 'TOP'");
});

test('what does not take effect is told with its causes, and a circle stops everything', async () => {
  write({
    Kconfig: 'config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n',
    in: 'CONFIG_A=y\nCONFIG_X=y\n',
  });
  expect(await kconfig({ mode: 'olddefconfig', in: join(folder, 'in'), json: true })).toBe(0);
  const { diagnostics } = JSON.parse(printed);
  expect(diagnostics.map(({ code }: { code: string }) => code)).toEqual(['UL0231', 'UL0234']);
  expect(diagnostics[1]).toMatchObject({
    at: { line: 1, option: 'A' },
    because: ['A depends on B, which is n (Kconfig:1)', 'B is n: nobody set it, and no default holds (Kconfig:4)'],
  });
  rmSync(join(folder, 'out'));
  write({ Kconfig: 'config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n\tselect A\n' });
  expect(await kconfig({})).toBe(0);
  write({ Kconfig: 'config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n\tdepends on A\n' });
  rmSync(join(folder, 'out'));
  expect(await kconfig({})).toBe(1);
  expect(said).toContain('UL0218');
  expect(said).toContain('A → B → A');
  expect(readdirSync(folder)).not.toContain('out');
});
