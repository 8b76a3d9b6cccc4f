/**
 * The Kconfig language, as callers see it. A fuller implementation may stand behind these names; nobody else imports the
 * parser or the evaluator.
 */
export { type ConfigModel, type ConfigOption, configModel } from './composition.ts';
export { readConfig } from './config-file.ts';
export { type Assignments, type Evaluated, evaluate, type OptionInfo } from './evaluate.ts';
export { nearest } from './nearest.ts';
export { componentOptions } from './options.ts';
export { type ParseResult, parseKconfig, type SourceReader } from './parse.ts';
export { expandTemplate, kconfigPath, microlibTree, symbolPrefix } from './template.ts';
export type { KconfigTree, KconfigType } from './tree.ts';
export { configLine, quoted, writeConfig } from './write.ts';
