/** Keeps the selection true to the document: what an edit or an undo removed is not selected any more. */
import { BOARD } from '../../engine/model/types.ts';
import { subscribeEdits } from './document.ts';
import { setUi } from './ui.ts';

/** Follows the document for as long as the page lives. */
export function followSelection(): () => void {
  return subscribeEdits(({ composition }) =>
    setUi((state) => {
      const exists = (name: string) => name === BOARD || Object.hasOwn(composition.components, name);
      const nodes = state.nodes.filter(exists);
      const wires = state.wires.filter((index) => index < composition.wires.length);
      const port = state.port !== null && exists(state.port.node) ? state.port : null;
      const changed = nodes.length !== state.nodes.length || wires.length !== state.wires.length || port !== state.port;
      return changed ? { nodes, wires, port } : state;
    }),
  );
}
