/**
 * Kconfig as the composition needs it: options of components, and the emitted tree. The engine behind it, which reads any
 * Kconfig tree, is in `language` (reading), `evaluate` (values) and `config` (`.config`).
 */
export { type ConfigModel, type ConfigOption, configModel } from './composition.ts';
export { readConfig } from './config/values.ts';
export { explanationText } from './explain/node.ts';
export { nearest } from './nearest.ts';
export { explainOption } from './option-explain.ts';
export { type Assignments, componentOptions, type Evaluated, type OptionInfo } from './options.ts';
export { expandTemplate, kconfigPath, microlibTree, symbolPrefix, wiredSymbol } from './template.ts';
