/**
 * What a person does to a composition, each as one labelled change. Builders are pure: they read the composition and
 * return edits that carry what they replace; nothing is checked against the catalog here.
 */

export { duplicate, type Fragment, fragmentOf, paste } from './command-clipboard.ts';
export {
  addComponent,
  removeComponent,
  removeComponents,
  renameComponent,
  resetOption,
  setComponentTargets,
  setLabel,
  setOption,
  setSources,
} from './command-components.ts';
export { addGroup, ungroup } from './command-groups.ts';
export { moveNodes, setViewport } from './command-layout.ts';
export { freeName, nameRefusal } from './command-parts.ts';
export {
  setBackend,
  setBoot,
  setDefaultProvider,
  setDefaultTarget,
  setForwards,
  setName,
  setTargets,
} from './command-settings.ts';
export {
  addWire,
  insertOnWire,
  moveWire,
  removeWire,
  setWireKind,
  type Through,
  throughComponent,
} from './command-wires.ts';
