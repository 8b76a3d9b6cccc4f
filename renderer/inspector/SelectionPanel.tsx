import { useTranslation } from 'react-i18next';
import { actions } from '../actions/registry.ts';
import { useUi } from '../state/ui.ts';
import { Section } from './Section.tsx';

const OFFERED = ['edit.duplicate', 'edit.delete', 'edit.selectDown', 'edit.selectUp'];

/** Several things at once: what can be done with them. */
export function SelectionPanel() {
  const { t } = useTranslation();
  const nodes = useUi((state) => state.nodes);
  const wires = useUi((state) => state.wires);
  const offered = actions.filter(
    ({ id, group, icon }) =>
      icon !== undefined && (OFFERED.includes(id) || (group === 'arrange' && id !== 'arrange.layout')),
  );
  return (
    <>
      <div className="what">
        <p className="kicker">{t('inspector.selection')}</p>
        <h2>{t('inspector.nodeCount', { count: nodes.length })}</h2>
        <p className="sub">{t('inspector.wireCount', { count: wires.length })}</p>
      </div>
      <Section title={t('inspector.together')}>
        {offered.map(({ id, label, icon: Glyph, enabled, run }) => {
          const may = enabled();
          return (
            <button
              type="button"
              key={id}
              className="file-row"
              disabled={may !== true}
              title={may === true ? undefined : t(may)}
              onClick={run}
            >
              {Glyph === undefined ? null : <Glyph size={14} aria-hidden />}
              {t(label)}
            </button>
          );
        })}
      </Section>
    </>
  );
}
