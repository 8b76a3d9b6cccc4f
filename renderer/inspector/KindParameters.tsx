import { useTranslation } from 'react-i18next';
import type { Api } from '../../engine/catalog/types.ts';
import { type KindParameter, parameterFault, parametersOf } from '../../engine/graph/kinds.ts';
import { setWireKind } from '../../engine/model/commands.ts';
import type { Wire, WireParameter } from '../../engine/model/types.ts';
import { commit, useDocument } from '../state/document.ts';
import { TextField } from './Field.tsx';
import { Section } from './Section.tsx';

/** What the user typed as the parameter's value; undefined for nothing, which is the default. */
function readValue(parameter: KindParameter, text: string): WireParameter | undefined {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  if (parameter.is === 'functions') return words;
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : text;
}

const shown = (value: WireParameter | undefined): string =>
  value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value);

/** The parameters of the wire's kind, where it has some. */
export function KindParameters({ index, wire, api }: { index: number; wire: Wire; api: Api | undefined }) {
  const { t } = useTranslation();
  const kind = wire.kind ?? 'direct';
  const parameters = parametersOf(kind);
  if (parameters.length === 0) return null;
  const functions = api?.functions.map(({ name }) => name) ?? [];
  const refuse = (parameter: KindParameter, text: string): string | null => {
    const value = readValue(parameter, text);
    if (value === undefined) return null;
    if (parameter.is === 'number' && parameterFault(parameter, value) !== undefined)
      return t('wire.range', { least: parameter.least, most: parameter.most });
    const wrong = Array.isArray(value) ? value.find((name) => !functions.includes(name)) : undefined;
    return wrong === undefined ? null : t('wire.noFunction', { name: wrong });
  };
  const change = (parameter: KindParameter, text: string) => {
    const { composition } = useDocument.getState();
    const { [parameter.name]: _old, ...rest } = composition.wires[index]?.with ?? {};
    const value = readValue(parameter, text);
    commit(setWireKind(composition, index, kind, value === undefined ? rest : { ...rest, [parameter.name]: value }));
  };
  return (
    <Section title={t('wire.parameters')}>
      {parameters.map((parameter) => (
        <div key={parameter.name} className="field">
          <span title={t(`wire.parameterHint.${parameter.name}`)}>{t(`wire.parameter.${parameter.name}`)}</span>
          <TextField
            value={shown(wire.with?.[parameter.name])}
            label={t(`wire.parameter.${parameter.name}`)}
            placeholder={t(`wire.parameterDefault.${parameter.name}`)}
            testId={`wire-${parameter.name}`}
            refuse={(text) => refuse(parameter, text)}
            onCommit={(text) => change(parameter, text)}
          />
        </div>
      ))}
    </Section>
  );
}
