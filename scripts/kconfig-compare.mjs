/**
 * `npm run kconfig:compare -- --tree DIR --kconfig ROOT --conf PATH`: our Kconfig engine beside a tree's own C tool, mode by
 * mode. The tree and the tool are given by path and stay where they are; docs/testing.md says more.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { differenceOf, perturbed } from './kconfig-compare/difference.mjs';
import { makeTools } from './kconfig-compare/tools.mjs';
import { buildCli } from './lib/build.mjs';

const USAGE = `npm run kconfig:compare -- --tree DIR --kconfig ROOT --conf PATH [options]
  --tree DIR       the source tree, where both tools are started
  --kconfig ROOT   its first file, relative to DIR
  --conf PATH      the C tool, or a name on PATH (kconfig-conf)
  --env K=V        a variable for both; can be repeated
  --dialect D      unikraft (default) or linux
  --seeds N        random configurations (default 5)
  --seed N         the first seed (default 1)
  --modes A,B      only these: alldefconfig allnoconfig allyesconfig allmodconfig random perturbed
  --show N         differences to print of each comparison (default 5)
  --keep DIR       writes both texts of what differs there`;

const { values: given } = parseArgs({
  options: {
    tree: { type: 'string' },
    kconfig: { type: 'string' },
    conf: { type: 'string' },
    env: { type: 'string', multiple: true, default: [] },
    dialect: { type: 'string', default: 'unikraft' },
    seeds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    modes: { type: 'string', default: 'alldefconfig,allnoconfig,allyesconfig,allmodconfig,random,perturbed' },
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
  const found = differenceOf(theirs, mine);
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
  const { text, commands: count, fickle: unsteady } = reference(...args);
  commands = Math.max(commands, count);
  for (const command of unsteady) fickle.add(command);
  return text;
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
