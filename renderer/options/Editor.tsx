/** The control that sets an option: a switch, a field with its range, a list for a choice. */
import { Switch } from '@base-ui/react/switch';
import { useTranslation } from 'react-i18next';
import type { OptionValue } from '../../engine/model/types.ts';
import { TextField } from '../inspector/Field.tsx';
import { useDocument } from '../state/document.ts';
import { putOption } from '../state/options.ts';
import { Select } from '../ui/Select.tsx';
import { wantMember, wantValue } from './change.ts';
import { forcedBy } from './links.ts';
import type { ChoiceNode, OptionFacts } from './tree.ts';
import { parseOption, refusalOf } from './values.ts';

interface Place {
  readonly component: string;
  /** Prefix of the element's id: there may be an editor of an option in the inspector and in the tree. */
  readonly place: 'option' | 'tree';
  /** Gives the keys back to whoever had them, and answers with it. */
  readonly onDone?: () => HTMLElement | null;
}

export const editorId = (place: Place['place'], component: string, option: string): string =>
  `${place}-${component}-${option}`;

function useReadOnly(): boolean {
  return useDocument((state) => state.info?.readOnly != null);
}

export function OptionEditor({ component, facts, place, onDone }: Place & { readonly facts: OptionFacts }) {
  const { t } = useTranslation();
  const readOnly = useReadOnly();
  const { info } = facts;
  const id = editorId(place, component, info.name);
  const label = info.prompt ?? info.name;
  const disabled = readOnly || !info.visible;
  const tabIndex = place === 'tree' ? -1 : undefined;
  const set = (value: OptionValue) => putOption(component, wantValue(facts, value));
  if (info.type === 'bool')
    return (
      <Switch.Root
        id={id}
        className="switch"
        checked={info.value === true}
        disabled={disabled || forcedBy(info).length > 0}
        aria-label={label}
        tabIndex={tabIndex}
        onCheckedChange={(on) => {
          set(on);
          onDone?.();
        }}
      >
        <Switch.Thumb className="thumb" />
      </Switch.Root>
    );
  return (
    <TextField
      id={id}
      label={label}
      value={String(info.value)}
      disabled={disabled}
      tabIndex={tabIndex}
      onDone={onDone}
      onCommit={(text) => {
        const value = parseOption(info, text);
        if (value !== null) set(value);
      }}
      refuse={(text) => {
        const refusal = refusalOf(info, text);
        return refusal === null ? null : t(refusal.key, refusal.params);
      }}
    />
  );
}

export function ChoiceEditor({ component, node, place, onDone }: Place & { readonly node: ChoiceNode }) {
  const readOnly = useReadOnly();
  const current = node.members.find(({ info }) => info.value === true)?.info.name ?? '';
  return (
    <Select
      id={editorId(place, component, node.members[0]?.info.name ?? '')}
      value={current}
      label={node.title}
      tabIndex={place === 'tree' ? -1 : undefined}
      disabled={readOnly || !node.members.some(({ info }) => info.visible)}
      choices={node.members
        .filter(({ info }) => info.visible || info.name === current)
        .map(({ info }) => ({
          value: info.name,
          label: info.prompt ?? info.name,
          ...(info.help === '' ? {} : { hint: info.help }),
        }))}
      onChange={(name) => putOption(component, wantMember(node.members, name))}
      {...(onDone === undefined ? {} : { finalFocus: onDone })}
    />
  );
}
