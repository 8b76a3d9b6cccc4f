/** `uniloom check`: what is wrong, and what would mend it. Runs no compiler. */
import { ContractError } from '../../contract.ts';
import type { Composition } from '../../model/types.ts';
import { findings } from '../findings.ts';
import { jsonDiagnostics, print, printJson, sayDiagnostics } from '../output.ts';
import type { Cli } from '../program.ts';
import { withDocument } from '../session.ts';
import { DONE, FAILED } from '../status.ts';

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

export async function run(
  cli: Cli,
  [file]: readonly [string],
  options: { readonly json?: boolean; readonly target?: string },
): Promise<number> {
  try {
    return await withDocument(cli, file, async (engine, document) => {
      const diagnostics = findings(document, await engine.call('catalog.get', {}), options.target);
      return tell(diagnostics, options.json, document.composition);
    });
  } catch (error) {
    // A file that is no composition is what this command is there to tell about.
    if (error instanceof ContractError && error.diagnostics.length > 0) return tell(error.diagnostics, options.json);
    throw error;
  }
}

function tell(
  diagnostics: Parameters<typeof sayDiagnostics>[0],
  json: boolean | undefined,
  composition?: Composition,
): number {
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  const warnings = diagnostics.filter((one) => one.severity === 'warning').length;
  if (json) printJson({ diagnostics: jsonDiagnostics(diagnostics, composition) });
  else {
    sayDiagnostics(diagnostics);
    print(errors + warnings === 0 ? 'No problems' : `${count(errors, 'error')}, ${count(warnings, 'warning')}`);
  }
  return errors > 0 ? FAILED : DONE;
}
