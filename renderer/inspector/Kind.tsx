import { useTranslation } from 'react-i18next';
import { setWireKind } from '../../engine/model/commands.ts';
import type { WireKind } from '../../engine/model/types.ts';
import { commit, useDocument } from '../state/document.ts';
import { Select } from '../ui/Select.tsx';

/** The kinds that images can be built with today. */
const KINDS: readonly WireKind[] = ['direct', 'counted'];

/** Chooses what stands on a wire. */
export function KindSelect({ index, kind }: { readonly index: number; readonly kind: WireKind }) {
  const { t } = useTranslation();
  const kinds = KINDS.includes(kind) ? KINDS : [...KINDS, kind];
  return (
    <Select
      value={kind}
      className="small"
      label={t('wire.kindLabel')}
      testId={`wire-kind-${index}`}
      choices={kinds.map((value) => ({ value, label: t(`wire.kind.${value}`), hint: t(`wire.hint.${value}`) }))}
      onChange={(next) => commit(setWireKind(useDocument.getState().composition, index, next))}
    />
  );
}
