/**
 * Undo labels in the user's language. Commands name their steps in English (the CLI and the draft journal show them
 * too); each form that they use has a key here, and a label of another form is shown as it is.
 */
import i18next from 'i18next';

const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^Add (?<name>\S+)$/, 'add'],
  [/^Remove (?<count>\d+) components$/, 'removeMany'],
  [/^Remove (?<name>\S+)$/, 'remove'],
  [/^Rename (?<from>\S+) to (?<to>\S+)$/, 'rename'],
  [/^Rename composition$/, 'renameComposition'],
  [/^Set boot settings$/, 'boot'],
  [/^Set targets$/, 'targets'],
  [/^Set targets of (?<name>\S+)$/, 'targetsOf'],
  [/^Set (?<name>\S+)$/, 'set'],
  [/^Reset all options of (?<name>\S+)$/, 'resetAll'],
  [/^Reset (?<name>\S+)$/, 'reset'],
  [/^Complete$/, 'complete'],
  [/^Label (?<name>\S+)$/, 'label'],
  [/^Wire (?<from>\S+) to (?<to>\S+)$/, 'wire'],
  [/^Unwire (?<name>\S+)$/, 'unwire'],
  [/^Make wire of (?<name>\S+) (?<kind>\S+)$/, 'kind'],
  [/^Insert (?<name>\S+) before (?<to>\S+)$/, 'insert'],
  [/^Move (?<count>\d+) nodes$/, 'moveMany'],
  [/^Move (?<name>\S+)$/, 'move'],
  [/^Paste (?<count>\d+) components$/, 'pasteMany'],
  [/^Paste (?<name>\S+)$/, 'paste'],
  [/^Duplicate (?<count>\d+) components$/, 'duplicateMany'],
  [/^Duplicate (?<name>\S+)$/, 'duplicate'],
  [/^Target (?<name>\S+)$/, 'target'],
  [/^Give (?<name>\S+) its own sources$/, 'ownSources'],
  [/^Use the sources of the microlib for (?<name>\S+)$/, 'microlibSources'],
  [/^Make (?<name>\S+) the default (?<api>\S+)$/, 'default'],
  [/^Reset the default (?<api>\S+)$/, 'resetDefault'],
];

export function stepLabel(label: string | null): string {
  if (label === null) return '';
  for (const [form, key] of FORMS) {
    const found = form.exec(label);
    if (found !== null) return i18next.t(`step.${key}`, { ...found.groups, defaultValue: label });
  }
  return label;
}
