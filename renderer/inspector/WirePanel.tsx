import { ArrowRight, Footprints, Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { SUPPORTED_KINDS } from '../../engine/graph/kinds.ts';
import { removeWire, setWireKind } from '../../engine/model/commands.ts';
import { splitPort } from '../canvas/view.ts';
import { useCatalog } from '../state/catalog.ts';
import { commit, useDocument } from '../state/document.ts';
import { amount, rate } from '../state/format.ts';
import { useJobs } from '../state/jobs.ts';
import { familyColour, findPort } from '../state/ports.ts';
import { openPlace, select, setUi, useUi } from '../state/ui.ts';
import { KindParameters } from './KindParameters.tsx';
import { Section } from './Section.tsx';

/** One wire: its ends, its API, its kind, and what was counted on it. */
export function WirePanel({ index }: { readonly index: number }) {
  const { t } = useTranslation();
  const composition = useDocument((state) => state.composition);
  const catalog = useCatalog((state) => state.catalog);
  const target = useUi((state) => state.target);
  const live = useJobs((state) => state.rates[index]);
  const wire = composition.wires[index];
  if (wire === undefined) return null;
  const [node, portName] = splitPort(wire.from);
  const port = findPort(catalog, composition, target, { node, port: portName, side: 'requires' });
  const api = port === undefined ? undefined : catalog.apis[port.api];
  const kind = wire.kind ?? 'direct';
  const kinds = SUPPORTED_KINDS.includes(kind) ? SUPPORTED_KINDS : [...SUPPORTED_KINDS, kind];
  return (
    <>
      <div className="what">
        <p className="kicker">{t('inspector.wire')}</p>
        <h2 className="wire-ends">
          <button type="button" onClick={() => openPlace({ component: node })}>
            {wire.from}
          </button>
          <ArrowRight size={15} style={{ color: familyColour(port?.family ?? 'other') }} aria-hidden />
          <button type="button" onClick={() => openPlace({ component: splitPort(wire.to)[0] })}>
            {wire.to}
          </button>
        </h2>
        <p className="sub">{api === undefined ? t('wire.unknownApi') : `${api.title} · ${api.name} ${api.version}`}</p>
        {api === undefined ? null : <p className="summary">{api.summary}</p>}
      </div>
      <Section title={t('wire.kindLabel')}>
        <div className="kinds" role="radiogroup" aria-label={t('wire.kindLabel')}>
          {kinds.map((value) => (
            <label key={value} className={value === kind ? 'on' : ''}>
              <input
                type="radio"
                name="kind"
                checked={value === kind}
                onChange={() => commit(setWireKind(composition, index, value))}
              />
              <b>{t(`wire.kind.${value}`)}</b>
              <span>{t(`wire.hint.${value}`)}</span>
            </label>
          ))}
        </div>
      </Section>
      <KindParameters index={index} wire={wire} api={api} />
      {kind !== 'traced' ? null : (
        <Section title={t('wire.traced')}>
          <button type="button" className="wide-button" onClick={() => setUi({ dock: 'trace', dockFolded: false })}>
            <Footprints size={13} aria-hidden />
            {t('wire.showTrace')}
          </button>
        </Section>
      )}
      {live === undefined ? null : (
        <Section title={t('wire.counted')}>
          <dl className="sizes">
            <div>
              <dt>{t('wire.callsLabel')}</dt>
              <dd>{amount(live.calls)}</dd>
            </div>
            {live.perSecond > 0 ? (
              <div>
                <dt>{t('wire.rateLabel')}</dt>
                <dd>{rate(live.perSecond)}</dd>
              </div>
            ) : null}
          </dl>
        </Section>
      )}
      {api === undefined || api.functions.length === 0 ? null : (
        <Section title={t('wire.functions')} aside={String(api.functions.length)}>
          <ul className="functions">
            {api.functions.map((one) => (
              <li key={one.name} title={one.doc}>
                <code>
                  {portName}_{one.name}
                </code>
                <span>{one.doc}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <section className="part">
        <button
          type="button"
          className="wide-button danger"
          onClick={() => {
            if (commit(removeWire(composition, index))) select([]);
          }}
        >
          <Unplug size={13} aria-hidden />
          {t('port.unwire')}
        </button>
      </section>
    </>
  );
}
