import { useTranslation } from 'react-i18next';
import './inspector.css';
import { useDocument } from '../state/document.ts';
import { useUi } from '../state/ui.ts';
import { BoardPanel } from './BoardPanel.tsx';
import { ComponentPanel } from './ComponentPanel.tsx';
import { CompositionPanel } from './CompositionPanel.tsx';
import { SelectionPanel } from './SelectionPanel.tsx';
import { WirePanel } from './WirePanel.tsx';

/** What is selected, and what can be set of it; the composition where nothing is. */
export function Inspector() {
  const { t } = useTranslation();
  const nodes = useUi((state) => state.nodes);
  const wires = useUi((state) => state.wires);
  const composition = useDocument((state) => state.composition);
  const opened = useDocument((state) => state.info !== null);
  const name = nodes[0] ?? '';
  const wire = wires[0] ?? -1;
  const panel = () => {
    if (!opened) return null;
    if (nodes.length + wires.length > 1) return <SelectionPanel />;
    if (name === 'board') return <BoardPanel />;
    if (Object.hasOwn(composition.components, name)) return <ComponentPanel key={name} name={name} />;
    if (composition.wires[wire] !== undefined) return <WirePanel index={wire} />;
    return <CompositionPanel />;
  };
  return (
    <aside className="inspector" aria-label={t('inspector.label')} data-testid="inspector">
      {panel()}
    </aside>
  );
}
