/** `uniloom fix`: applies one of the fixes that a diagnostic offers; prints the result unless told to write it. */
import { nearest } from '../../kconfig/kconfig.ts';
import type { Composition } from '../../model/types.ts';
import { type Finding, findings, findingsOn, tried } from '../findings.ts';
import { itemOf, jsonDiagnostics, print, printJson, say, sayDiagnostics } from '../output.ts';
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

function choose(all: readonly Finding[], wanted: string, composition: Composition): Finding {
  const [code = '', item] = wanted.split('@');
  const named = (one: Finding) => itemOf(one.found, composition);
  const found = all.filter((one) => one.found.code === code && (item === undefined || named(one) === item));
  const [first] = found;
  if (!first) {
    const items = all.filter((one) => one.found.code === code).map((one) => `${code}@${named(one)}`);
    const near = item === undefined ? undefined : nearest(`${code}@${item}`, items);
    throw new UsageError(
      `there is no diagnostic ${wanted}; ${near === undefined ? '`uniloom check` lists them' : `did you mean ${near}?`}`,
    );
  }
  // The same finding on several targets is one to the user; the first target's fixes are those that the app shows.
  const items = [...new Set(found.map((one) => `${code}@${named(one)}`))];
  if (items.length > 1) throw new UsageError(`${code} is there ${items.length} times; say which: ${items.join(', ')}`);
  return first;
}

export async function run(cli: Cli, [file]: readonly [string], options: FixOptions): Promise<number> {
  return withDocument(cli, file, async (engine, document) => {
    const catalog = await engine.call('catalog.get', {});
    const { composition } = document;
    const found = choose(findingsOn(document, catalog, options.target), options.diagnostic, composition);
    const chosen = tried(found, composition, catalog);
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
    if (options.json)
      printJson({ title: fix.title, edits: fix.edits, diagnostics: jsonDiagnostics(left, saved.composition) });
    else print(fix.title);
    return DONE;
  });
}
