/** What the editing commands share: apply, save, and say what is still wrong. */
import type { DocumentInfo } from '../../contract.ts';
import type { Change } from '../../model/edits.ts';
import type { Composition } from '../../model/types.ts';
import { findings } from '../findings.ts';
import { jsonDiagnostics, print, printJson, sayDiagnostics } from '../output.ts';
import type { Cli } from '../program.ts';
import { applyChange, withDocument } from '../session.ts';
import { DONE } from '../status.ts';

export interface EditOptions {
  readonly json?: boolean;
}

/**
 * Changes the composition in `file` by what `make` returns. An edit may leave the composition incomplete: what is
 * wrong then is told, and the exit status is still 0.
 */
export async function edit(
  cli: Cli,
  file: string,
  options: EditOptions,
  make: (composition: Composition, document: DocumentInfo) => Change | Promise<Change>,
): Promise<number> {
  return withDocument(cli, file, async (engine, document) => {
    const change = await make(document.composition, document);
    const saved = await applyChange(engine, document, change);
    const diagnostics = findings(saved, await engine.call('catalog.get', {}), undefined);
    sayDiagnostics(diagnostics);
    if (options.json)
      printJson({ label: change.label, edits: change.edits, diagnostics: jsonDiagnostics(diagnostics) });
    else print(change.edits.length === 0 ? 'Nothing to change' : change.label);
    return DONE;
  });
}
