import { useTranslation } from 'react-i18next';
import { useCatalog } from '../state/catalog.ts';
import { useChecks } from '../state/checks.ts';
import { useDocument } from '../state/document.ts';
import { familyColour, type PortFacts, portsOf } from '../state/ports.ts';
import { setUi, useUi } from '../state/ui.ts';
import { KindSelect } from './Kind.tsx';
import { Section } from './Section.tsx';

/** One required port: what it is wired to, or bound to, or that it is not. */
function Required({ port }: { readonly port: PortFacts }) {
  const { t } = useTranslation();
  const wires = useDocument((state) => state.composition.wires);
  const bound = useChecks((state) => state.bindings[`${port.node}.${port.port}`]?.[0]?.to);
  const mine = wires.flatMap((wire, index) => (wire.from === `${port.node}.${port.port}` ? [{ wire, index }] : []));
  const open = () => setUi({ port: { node: port.node, port: port.port, side: 'requires' } });
  if (mine.length === 0) {
    const missing = bound === undefined && !port.implied && port.count === 'one';
    return (
      <div className="wire-row">
        <i
          className={missing ? 'dot missing' : 'dot open'}
          style={{ '--k': familyColour(port.family) } as React.CSSProperties}
        />
        <button type="button" onClick={open}>
          {port.port} <em>→ {bound ?? t(missing ? 'port.missing' : 'port.open')}</em>
        </button>
        <small>{bound === undefined ? t(`port.count.${port.count}`) : t('port.default')}</small>
      </div>
    );
  }
  return mine.map(({ wire, index }) => (
    <div className="wire-row" key={wire.to}>
      <i className="dot" style={{ '--k': familyColour(port.family) } as React.CSSProperties} />
      <button type="button" onClick={open}>
        {port.port} → {wire.to}
      </button>
      <KindSelect index={index} kind={wire.kind ?? 'direct'} />
    </div>
  ));
}

function Provided({ port }: { readonly port: PortFacts }) {
  const { t } = useTranslation();
  const wires = useDocument((state) => state.composition.wires);
  const users = wires.filter(({ to }) => to === `${port.node}.${port.port}`).map(({ from }) => from);
  return (
    <div className="wire-row">
      <i
        className={users.length > 0 ? 'dot' : 'dot open'}
        style={{ '--k': familyColour(port.family) } as React.CSSProperties}
      />
      <button type="button" onClick={() => setUi({ port: { node: port.node, port: port.port, side: 'provides' } })}>
        {port.port} <em>{users.length > 0 ? `← ${users.join(', ')}` : t('port.unused')}</em>
      </button>
      <small>{port.api}</small>
    </div>
  );
}

/** A node's ports with their wires. */
export function Wires({ node }: { readonly node: string }) {
  const { t } = useTranslation();
  const composition = useDocument((state) => state.composition);
  const catalog = useCatalog((state) => state.catalog);
  const target = useUi((state) => state.target);
  const ports = portsOf(catalog, composition, target, node);
  const requires = ports.filter(({ side }) => side === 'requires');
  const provides = ports.filter(({ side }) => side === 'provides');
  return (
    <>
      {requires.length === 0 ? null : (
        <Section title={t('inspector.wires')}>
          {requires.map((port) => (
            <Required key={port.port} port={port} />
          ))}
        </Section>
      )}
      {provides.length === 0 ? null : (
        <Section title={t('inspector.provides')}>
          {provides.map((port) => (
            <Provided key={port.port} port={port} />
          ))}
        </Section>
      )}
    </>
  );
}
