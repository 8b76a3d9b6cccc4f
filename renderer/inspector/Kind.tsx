import { useTranslation } from 'react-i18next';
import { SUPPORTED_KINDS } from '../../engine/graph/kinds.ts';
import { setWireKind } from '../../engine/model/commands.ts';
import type { WireKind } from '../../engine/model/types.ts';
import { commit, useDocument } from '../state/document.ts';
import { Select } from '../ui/Select.tsx';

/** Chooses what stands on a wire. */
export function KindSelect({ index, kind }: { readonly index: number; readonly kind: WireKind }) {
  const { t } = useTranslation();
  const kinds = SUPPORTED_KINDS.includes(kind) ? SUPPORTED_KINDS : [...SUPPORTED_KINDS, kind];
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
