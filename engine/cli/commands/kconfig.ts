/** `uniloom kconfig`: the Kconfig engine alone, on any tree: what `conf` does, and why each value is what it is. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../../check/types.ts';
import { minimalConfig } from '../../kconfig/config/minimal.ts';
import { applyMode, type Mode } from '../../kconfig/config/modes.ts';
import { loadConfig } from '../../kconfig/config/read.ts';
import { writeConfig } from '../../kconfig/config/write.ts';
import { compileAhead } from '../../kconfig/evaluate/compile.ts';
import { Configuration } from '../../kconfig/evaluate/configuration.ts';
import { findings } from '../../kconfig/explain/findings.ts';
import { parseTree } from '../../kconfig/language/parse.ts';
import type { Dialect } from '../../kconfig/language/tree.ts';
import { nearest } from '../../kconfig/nearest.ts';
import { treeFiles } from '../../kconfig/node/files.ts';
import { replaceFile } from '../../kconfig/node/replace.ts';
import { makeShell, parseRecord, recordText, type Shell } from '../../kconfig/node/shell.ts';
import { sayTreeDiagnostics } from '../kconfig-findings.ts';
import { jsonDiagnostics, print, printable, printJson, say } from '../output.ts';
import type { Cli } from '../program.ts';
import { DONE, FAILED, UsageError } from '../status.ts';

export interface KconfigOptions {
  readonly kconfig: string;
  readonly srctree?: string;
  readonly env?: readonly string[];
  readonly mode?: Mode;
  readonly in?: string;
  readonly out?: string;
  readonly dialect: Dialect;
  readonly trust?: boolean;
  readonly explain?: string;
  readonly json?: boolean;
  readonly shellRecord?: string;
  readonly shellReplay?: string;
  readonly allFindings?: boolean;
}

/** `--env K=V` over the process's own environment. */
function environmentOf(options: KconfigOptions, srctree: string): Record<string, string | undefined> {
  const environment: Record<string, string | undefined> = { ...process.env, srctree };
  for (const each of options.env ?? []) {
    const equals = each.indexOf('=');
    if (equals <= 0) throw new UsageError(`--env wants NAME=VALUE, not '${each}'`);
    environment[each.slice(0, equals)] = each.slice(equals + 1);
  }
  return environment;
}

function readInput(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

function shellOf(
  options: KconfigOptions,
  cwd: string,
  environment: Record<string, string | undefined>,
): Pick<Shell, 'run' | 'record' | 'ahead'> | undefined {
  const replay = options.shellReplay === undefined ? undefined : parseRecord(readInput(options.shellReplay));
  if (!options.trust) {
    // Answers from a record run nothing.
    return replay && { run: (command) => ({ output: replay.get(command) ?? '' }), record: replay, ahead: undefined };
  }
  return makeShell({ cwd, environment, ...(replay === undefined ? {} : { replay }) });
}

async function explained(configuration: Configuration, asked: string, prefix: string) {
  const { explain } = await import('../../kconfig/explain/explain.ts');
  const { explanationText } = await import('../../kconfig/explain/node.ts');
  const [given = '', ...rest] = asked.split('=');
  const name =
    given.startsWith(prefix) && configuration.symbol(given) === undefined ? given.slice(prefix.length) : given;
  const symbol = configuration.symbol(name);
  if (symbol !== undefined) {
    const data = explain(configuration, symbol, rest.length === 0 ? undefined : rest.join('='));
    return { data, text: explanationText(data.tree) };
  }
  const near = nearest(name, configuration.tree.byName.keys());
  throw new UsageError(`the tree has no symbol '${name}'${near === undefined ? '' : `; did you mean '${near}'?`}`);
}

export async function run(_cli: Cli, _args: readonly never[], options: KconfigOptions): Promise<number> {
  const { mode, out } = options;
  if (mode === undefined && options.explain === undefined)
    throw new UsageError('say what to do: --mode MODE, or --explain SYMBOL');
  if (mode !== undefined && out === undefined && options.explain === undefined)
    throw new UsageError(`--mode ${mode} wants --out FILE (- for standard output)`);
  const srctree = resolve(options.srctree ?? '.');
  const environment = environmentOf(options, srctree);
  const files = treeFiles(srctree, process.cwd());
  const shell = shellOf(options, srctree, environment);
  const { tree, diagnostics } = parseTree(options.kconfig, {
    dialect: options.dialect,
    environment: (name) => environment[name],
    read: files.read,
    glob: files.glob,
    shell: shell?.run,
    shellAhead: shell?.ahead?.(files.hasChangedSince),
    meanwhile: compileAhead,
  });
  const found: Diagnostic[] = [...diagnostics];
  if (options.shellRecord !== undefined && shell !== undefined)
    replaceFile(options.shellRecord, recordText(shell.record));
  const prefix = environment['CONFIG_'] ?? 'CONFIG_';
  const configuration = new Configuration(tree);
  const loaded =
    options.in === undefined ? undefined : loadConfig(configuration, readInput(options.in), options.in, prefix);
  if (mode !== undefined) applyMode(configuration, mode);
  found.push(...(loaded?.diagnostics ?? []), ...findings(configuration, loaded?.places));
  const broken = found.some(({ severity }) => severity === 'error');

  const explanation =
    options.explain === undefined ? undefined : await explained(configuration, options.explain, prefix);
  if (!options.json) sayTreeDiagnostics(found, files.read, options.allFindings === true);
  if (mode !== undefined && out !== undefined && !broken) {
    const text =
      mode === 'savedefconfig' ? minimalConfig(configuration, { prefix }) : writeConfig(configuration, { prefix });
    if (out === '-') process.stdout.write(text);
    else replaceFile(out, text);
  }
  if (options.json)
    printJson({
      diagnostics: jsonDiagnostics(found),
      ...(explanation === undefined ? {} : { explanation: explanation.data }),
    });
  else if (explanation !== undefined) print(printable(explanation.text));
  if (broken && out !== undefined && !options.json) say('uniloom: the tree has errors; nothing was written');
  return broken ? FAILED : DONE;
}
