/** The whole way of one input through the engine: for fuzzers, which want it to come back, whatever the input. */
import { pick, type Random } from '../../testing/random.ts';
import { minimalConfig } from '../config/minimal.ts';
import { applyMode, MODES } from '../config/modes.ts';
import { loadConfig } from '../config/read.ts';
import { writeConfig } from '../config/write.ts';
import { Configuration } from '../evaluate/configuration.ts';
import { explain } from '../explain/explain.ts';
import { findings } from '../explain/findings.ts';
import { explanationText } from '../explain/node.ts';
import type { ParseOptions } from '../language/options.ts';
import { parseTree } from '../language/parse.ts';
import type { Dialect } from '../language/tree.ts';
import { states } from './snapshot.ts';

export interface PipelineInput {
  readonly files: Readonly<Record<string, string>>;
  /** A `.config` to read. */
  readonly config: string;
  readonly dialect: Dialect;
  readonly shell?: ParseOptions['shell'];
}

function fail(what: string): never {
  throw new Error(what);
}

/** Reads, evaluates, finds, sets, explains, writes, reads back. Throws where something does not hold together. */
export function runPipeline({ files, config, dialect, shell }: PipelineInput, next: Random): void {
  const { tree, diagnostics } = parseTree('Kconfig', {
    read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    glob: () => Object.keys(files).sort(),
    environment: (name) => (name.length < 3 ? `$(${name})` : undefined),
    dialect,
    shell,
  });
  const configuration = new Configuration(tree);
  const { diagnostics: read, places } = loadConfig(configuration, config, '.config');
  for (const { code, message } of [...diagnostics, ...read, ...findings(configuration, places)])
    if (!/^UL02\d\d$/.test(code) || message === '') fail(`a finding without code or message: ${code} ${message}`);

  const symbols = tree.symbols.filter(({ constant }) => !constant);
  for (let count = 4; count > 0 && symbols.length > 0; count--) {
    const symbol = pick(next, symbols);
    if (next(4) === 0) configuration.reset(symbol);
    else configuration.set(symbol, pick(next, ['y', 'n', 'm', '7', '0x1f', 'text', '']));
  }
  const fresh = configuration.copy();
  if (states(fresh).join('\n') !== states(configuration).join('\n'))
    fail('a change does not give what a fresh evaluation gives');
  if (symbols.length > 0) {
    const told = explain(configuration, pick(next, symbols));
    if (explanationText(told.tree) === '') fail('an explanation is empty');
  }

  const mode = pick(next, MODES);
  applyMode(configuration, mode);
  const whole = writeConfig(configuration);
  const least = minimalConfig(configuration);
  for (const text of [whole, least]) {
    loadConfig(fresh, text, 'written');
    writeConfig(fresh);
  }
}
