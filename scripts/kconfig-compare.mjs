/**
 * `npm run kconfig:compare -- --tree DIR --kconfig ROOT --conf PATH`: our Kconfig engine beside a tree's own C tool, mode by
 * mode. The tree and the tool are given by path and stay where they are; docs/testing.md says more.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  differenceOf,
  escapedStrings,
  perturbed,
  symbolLines,
  unescapedStrings,
} from './kconfig-compare/difference.mjs';
import { makeTools } from './kconfig-compare/tools.mjs';
import { buildCli } from './lib/build.mjs';

const USAGE = `npm run kconfig:compare -- --tree DIR --kconfig ROOT --conf PATH [options]
  --tree DIR       the source tree, where both tools are started
  --kconfig ROOT   its first file, relative to DIR
  --conf PATH      the C tool, or a name on PATH (kconfig-conf)
  --env K=V        a variable for both; can be repeated
  --variable NAME  what tells the C tool where its .config is (default KCONFIG_CONFIG)
  --dialect D      unikraft (default) or linux
  --seeds N        random configurations (default 5)
  --seed N         the first seed (default 1)
  --modes A,B      only these: alldefconfig allnoconfig allyesconfig allmodconfig random perturbed
  --symbols-only   leaves headings and empty lines out: tools before Linux 5.2 have no '# end of MENU'
  --unescaped      the C tool writes and reads strings without \\ (U-Boot's)
  --show N         differences to print of each comparison (default 5)
  --keep DIR       writes both texts of what differs there`;

const { values: given } = parseArgs({
  options: {
    tree: { type: 'string' },
    kconfig: { type: 'string' },
    conf: { type: 'string' },
    env: { type: 'string', multiple: true, default: [] },
    variable: { type: 'string', default: 'KCONFIG_CONFIG' },
    dialect: { type: 'string', default: 'unikraft' },
    seeds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    modes: { type: 'string', default: 'alldefconfig,allnoconfig,allyesconfig,allmodconfig,random,perturbed' },
    'symbols-only': { type: 'boolean', default: false },
    unescaped: { type: 'boolean', default: false },
    show: { type: 'string', default: '5' },
    keep: { type: 'string' },
  },
});
const { tree, kconfig, conf, keep } = given;
if (tree === undefined || kconfig === undefined || conf === undefined) {
  console.error(USAGE);
  process.exit(2);
}
/** @type {Record<string, string>} */
const env = {};
for (const each of given.env) env[each.slice(0, each.indexOf('='))] = each.slice(each.indexOf('=') + 1);

await buildCli();
const scratch = mkdtempSync(join(tmpdir(), 'uniloom-compare-'));
const subject = {
  tree: resolve(tree),
  kconfig,
  conf: conf.includes('/') ? resolve(conf) : conf,
  dialect: given.dialect,
  variable: given.variable,
  env,
};
const { reference, ours } = makeTools(subject, scratch);
const show = Number(given.show);
let comparisons = 0;
let different = 0;
let unlike = 0;
/** @type {Set<string>} */
const fickle = new Set();
let commands = 0;

/** @param {string} what @param {string} theirs @param {string} mine @param {string} [note] */
function report(what, theirs, mine, note = '') {
  const only = given['symbols-only'] ? symbolLines : (/** @type {string} */ text) => text;
  const found = differenceOf(only(theirs), only(mine));
  comparisons++;
  if (!found.same) different++;
  const size = theirs.split('\n').length;
  const verdict = found.same
    ? 'the same bytes'
    : `${found.lines} lines differ, ${found.values} values, ${found.order ? 'same order' : 'ANOTHER ORDER'}`;
  console.log(`${what.padEnd(34)} ${String(size).padStart(6)} lines   ${verdict}${note}`);
  for (const line of found.shown.slice(0, show)) console.log(`    ${line}`);
  if (found.same || keep === undefined) return;
  const base = join(resolve(keep), what.replaceAll(' ', '-'));
  writeFileSync(`${base}.theirs`, theirs);
  writeFileSync(`${base}.ours`, mine);
}

/** @param {Parameters<typeof reference>} args */
function asked(...args) {
  const [mode, options] = args;
  const input = given.unescaped && options?.input !== undefined ? unescapedStrings(options.input) : options?.input;
  const { text, commands: count, fickle: unsteady } = reference(mode, { ...options, input });
  commands = Math.max(commands, count);
  for (const command of unsteady) fickle.add(command);
  return given.unescaped ? escapedStrings(text) : text;
}

/** What both make of one `.config`, and what is left of it when only the least is saved. @param {string} what @param {string} input */
function both(what, input) {
  const full = asked('olddefconfig', { input });
  report(`olddefconfig ${what}`, full, ours('olddefconfig', input));
  const theirs = asked('savedefconfig', { input: full });
  const mine = ours('savedefconfig', full);
  const expanded = asked('olddefconfig', { input: theirs });
  const equivalent = expanded === asked('olddefconfig', { input: mine });
  if (!equivalent) unlike++;
  const note = `${equivalent ? ', equivalent' : ', NOT EQUIVALENT'}${expanded === full ? '' : ' (no fixpoint in C)'}`;
  report(`savedefconfig ${what}`, theirs, mine, note);
}

try {
  for (const mode of given.modes.split(',')) {
    if (mode === 'random' || mode === 'perturbed')
      for (let seed = Number(given.seed), left = Number(given.seeds); left > 0; left--, seed++) {
        const made = asked('randconfig', { env: { KCONFIG_SEED: String(seed) } });
        both(`${mode} ${seed}`, mode === 'random' ? made : perturbed(made, seed));
      }
    else {
      const theirs = asked(mode);
      report(mode, theirs, ours(mode));
      both(`of ${mode}`, theirs);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const command of fickle) console.log(`answered twice, and not the same: $(shell,${command})`);
console.log(
  `${comparisons - different} of ${comparisons} comparisons give the same bytes; ${unlike} savedefconfig not equivalent; ${commands} commands answered from the record`,
);
process.exitCode = different > 0 ? 1 : 0;
