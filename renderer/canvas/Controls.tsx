import { Panel } from '@xyflow/react';
import { Maximize, Minus, Network, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { shown } from '../actions/keys.ts';
import { action, perform } from '../actions/registry.ts';

const ITEMS = [
  ['view.zoomIn', Plus],
  ['view.zoomOut', Minus],
  ['view.fit', Maximize],
  ['arrange.layout', Network],
] as const;

/** Zoom, fit and layout at the canvas's lower left. */
export function Controls() {
  const { t } = useTranslation();
  return (
    <Panel position="bottom-left" className="canvas-controls">
      {ITEMS.map(([id, Glyph]) => {
        const found = action(id);
        const label = t(found?.label ?? id);
        const keys = found?.keys?.[0];
        return (
          <button
            key={id}
            type="button"
            aria-label={label}
            title={keys === undefined ? label : `${label} (${shown(keys)})`}
            onClick={() => perform(id)}
          >
            <Glyph size={15} aria-hidden />
          </button>
        );
      })}
    </Panel>
  );
}
