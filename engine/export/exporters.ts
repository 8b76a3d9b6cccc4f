/** The registry: an exporter is a file beside this one and a line here. */
import { ContractError } from '../contract.ts';
import { buildExporter } from './build.ts';
import { kraftfileExporter } from './kraftfile.ts';
import { lockExporter } from './lock.ts';
import type { Exporter } from './types.ts';

export const exporters: readonly Exporter[] = [buildExporter, lockExporter, kraftfileExporter];

/** @throws ContractError bad-input, naming the kinds there are. */
export function exporterOf(kind: string): Exporter {
  const found = exporters.find((exporter) => exporter.kind === kind);
  if (found) return found;
  const kinds = exporters.map((exporter) => exporter.kind).join(', ');
  throw new ContractError('bad-input', `There is no export '${kind}'`, `Choose one of: ${kinds}.`);
}
