/** `uniloom fix`: applies one of the fixes that a diagnostic offers; prints the result unless told to write it. */
import type { Diagnostic } from '../../check/types.ts';
import { findings } from '../findings.ts';
import { jsonDiagnostics, print, printJson, say, sayDiagnostics } from '../output.ts';
import type { Cli } from '../program.ts';
import { applyChange, withDocument } from '../session.ts';
import { DONE, FAILED, UsageError } from '../status.ts';

interface FixOptions {
  readonly json?: boolean;
  readonly target?: string;
  readonly diagnostic: string;
  readonly choice: number;
  readonly write?: boolean;
}

const itemOf = ({ at }: Diagnostic): string =>
  [at.component, at.port ?? at.option].filter((part) => part !== undefined).join('.');

function choose(all: readonly Diagnostic[], wanted: string): Diagnostic {
  const [code = '', item] = wanted.split('@');
  const found = all.filter((one) => one.code === code && (item === undefined || itemOf(one) === item));
  const [first] = found;
  if (!first) throw new UsageError(`there is no diagnostic ${wanted}; \`uniloom check\` lists them`);
  // The same finding on several targets is one to the user; the first target's fixes are those that the app shows.
  const items = [...new Set(found.map((one) => `${code}@${itemOf(one)}`))];
  if (items.length > 1) throw new UsageError(`${code} is there ${items.length} times; say which: ${items.join(', ')}`);
  return first;
}

export async function run(cli: Cli, [file]: readonly [string], options: FixOptions): Promise<number> {
  return withDocument(cli, file, async (engine, document) => {
    const catalog = await engine.call('catalog.get', {});
    const chosen = choose(findings(document, catalog, options.target), options.diagnostic);
    const fix = chosen.fixes[options.choice - 1];
    if (!fix) {
      sayDiagnostics([chosen]);
      say(
        chosen.fixes.length === 0
          ? 'No fix is known for it'
          : `It has ${chosen.fixes.length} fixes; --choice is one of them`,
      );
      return FAILED;
    }
    const change = { label: fix.title, edits: fix.edits };
    if (!options.write) {
      const edits = structuredClone(change.edits) as never;
      await engine.call('document.edit', {
        document: document.id,
        revision: document.revision,
        label: change.label,
        edits,
      });
      const { text } = await engine.call('document.text', { document: document.id });
      if (options.json) printJson({ title: fix.title, edits: fix.edits, text });
      else {
        say(`${fix.title} (with --write it is saved)`);
        process.stdout.write(text);
      }
      return DONE;
    }
    const saved = await applyChange(engine, document, change);
    const left = findings(saved, catalog, options.target);
    sayDiagnostics(left);
    if (options.json) printJson({ title: fix.title, edits: fix.edits, diagnostics: jsonDiagnostics(left) });
    else print(fix.title);
    return DONE;
  });
}
