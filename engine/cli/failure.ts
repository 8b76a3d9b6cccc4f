/** A failed command, told: what happened and what to do next. */
import { ContractError } from '../contract.ts';
import { errorInfo } from '../jobs/error.ts';
import { jsonDiagnostics, printable, printJson, say, sayDiagnostics } from './output.ts';
import { statusOf, USAGE, UsageError } from './status.ts';

/** Tells `error` (on standard output, too, with `--json`) and answers with the exit status. */
export function reportFailure(error: unknown, json: boolean): number {
  if (error instanceof UsageError) {
    say(`uniloom: ${error.message}`);
    if (json) printJson({ error: { code: 'bad-input', message: error.message, hint: null }, diagnostics: [] });
    return USAGE;
  }
  const info = errorInfo(error);
  const diagnostics = error instanceof ContractError ? error.diagnostics : [];
  sayDiagnostics(diagnostics);
  say(`uniloom: ${printable(info.message)}`);
  if (info.hint !== null) say(`  ${printable(info.hint)}`);
  if (info.code === 'internal' && error instanceof Error && process.env['UNILOOM_DEBUG']) say(error.stack ?? '');
  if (json) printJson({ error: info, diagnostics: jsonDiagnostics(diagnostics) });
  return statusOf(info.code);
}
