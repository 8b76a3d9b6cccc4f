import { Handle, Position } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { familyColour } from '../state/ports.ts';
import { setUi, useUi } from '../state/ui.ts';
import type { PortView } from './view.ts';

/** How a port stands to the wire that is being drawn. */
function useFit(port: PortView): 'idle' | 'fits' | 'unfit' | 'source' {
  return useUi(({ dragged }) => {
    if (dragged === null) return 'idle';
    const { from, fits } = dragged;
    if (from.node === port.node && from.port === port.port && from.side === port.side) return 'source';
    return port.side !== from.side && fits.has(`${port.node}.${port.port}`) ? 'fits' : 'unfit';
  });
}

/**
 * A port: its name, and the handle that wires are drawn from. Round takes one wire, square takes many; filled has a
 * wire, hollow has none; a red ring wants one.
 */
export const Port = memo(function Port({ port }: { readonly port: PortView }) {
  const { t } = useTranslation();
  const fit = useFit(port);
  const asked = useUi((state) => state.port?.node === port.node && state.port.port === port.port);
  const provides = port.side === 'provides';
  const many = port.count === 'many' || provides;
  const open = () =>
    setUi({ port: { node: port.node, port: port.port, side: port.side }, nodes: [port.node], wires: [] });
  const what = t(`port.${port.side}`, { api: port.api });
  const state = t(`port.state.${port.state}`, { bound: port.bound ?? '' });
  const title = [`${port.node}.${port.port}`, what, state, port.doc].filter(Boolean).join('\n');
  return (
    <div className={`port port-${port.side} fit-${fit} is-${port.state}`} title={title}>
      <span className="port-name">{port.port}</span>
      <Handle
        id={`${port.side}:${port.port}`}
        type={provides ? 'target' : 'source'}
        position={provides ? Position.Left : Position.Right}
        className={`handle ${many && !provides ? 'square' : 'round'} ${port.state === 'wired' ? 'filled' : 'hollow'}`}
        style={{ '--k': familyColour(port.family) } as React.CSSProperties}
        data-testid={`port-${port.node}-${port.port}`}
        role="button"
        tabIndex={0}
        aria-label={`${port.node}.${port.port}, ${what}, ${state}`}
        onClick={open}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          event.stopPropagation();
          open();
        }}
      />
      {port.state === 'missing' && !asked ? (
        <button type="button" className="missing-chip nodrag nopan" tabIndex={-1} title={title} onClick={open}>
          {t('port.choose')}
        </button>
      ) : null}
    </div>
  );
});
