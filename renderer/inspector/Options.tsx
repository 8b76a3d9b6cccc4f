import { Switch } from '@base-ui/react/switch';
import { RotateCcw } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Microlib } from '../../engine/catalog/types.ts';
import { componentOptions, type OptionInfo } from '../../engine/kconfig/kconfig.ts';
import { resetOption, setOption } from '../../engine/model/commands.ts';
import type { OptionValue } from '../../engine/model/types.ts';
import { diagnosticText } from '../app/diagnosticText.ts';
import { chain } from '../state/changes.ts';
import { useChecks } from '../state/checks.ts';
import { commit, useDocument } from '../state/document.ts';
import { setUi, useUi } from '../state/ui.ts';
import { Select } from '../ui/Select.tsx';
import { TextField } from './Field.tsx';
import { changedCount, numberOf, optionRows, parseOption } from './options.ts';
import { Section } from './Section.tsx';

interface RowProps {
  readonly component: string;
  readonly option: OptionInfo;
}

const put = (component: string, option: string, value: OptionValue | undefined) => {
  const { composition } = useDocument.getState();
  commit(
    value === undefined
      ? resetOption(composition, component, option)
      : setOption(composition, component, option, value),
  );
};

function Control({ component, option }: RowProps) {
  const { t } = useTranslation();
  const id = `option-${component}-${option.name}`;
  const label = option.prompt ?? option.name;
  const set = (value: OptionValue) => put(component, option.name, value === option.default ? undefined : value);
  if (option.type === 'bool')
    return (
      <Switch.Root
        id={id}
        className="switch"
        checked={option.value === true}
        disabled={!option.visible}
        aria-label={label}
        onCheckedChange={set}
      >
        <Switch.Thumb className="thumb" />
      </Switch.Root>
    );
  return (
    <TextField
      id={id}
      label={label}
      value={String(option.value)}
      disabled={!option.visible}
      onCommit={(text) => {
        const value = parseOption(option, text);
        if (value !== null) set(value);
      }}
      refuse={(text) => {
        const value = parseOption(option, text);
        if (value === null) return t(option.type === 'hex' ? 'option.wantHex' : 'option.wantInt');
        const { range } = option;
        if (range === null || option.type === 'string') return null;
        const number = numberOf(value);
        return number < range.low || number > range.high ? t('option.range', { ...range }) : null;
      }}
    />
  );
}

function Row({ component, option }: RowProps) {
  const { t } = useTranslation();
  const focused = useUi((state) => state.option === option.name);
  const found = useChecks((state) =>
    state.diagnostics.find(({ at }) => at.component === component && at.option === option.name),
  );
  const row = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!focused) return;
    row.current?.scrollIntoView({ block: 'center' });
    row.current?.querySelector<HTMLElement>('input, button')?.focus();
    setUi({ option: null });
  }, [focused]);
  const changed = option.userSet && option.value !== option.default;
  return (
    <div
      ref={row}
      className={`option ${option.type === 'string' ? 'wide' : ''} ${changed ? 'changed' : ''} ${option.visible ? '' : 'hidden-option'}`}
    >
      <button
        type="button"
        className="option-name"
        aria-expanded={open}
        title={option.help}
        onClick={() => setOpen(!open)}
      >
        {option.prompt}
        {option.visible ? null : <small>{t('option.needs', { what: option.dependsText })}</small>}
      </button>
      <span className="option-value">
        <Control component={component} option={option} />
        {changed ? (
          <button
            type="button"
            className="icon"
            aria-label={t('option.reset', { value: String(option.default) })}
            title={t('option.reset', { value: String(option.default) })}
            onClick={() => put(component, option.name, undefined)}
          >
            <RotateCcw size={12} />
          </button>
        ) : null}
      </span>
      {found === undefined ? null : <p className="refused">{diagnosticText(found)}</p>}
      {open ? (
        <p className="note">
          <code>{option.name}</code> {option.help}
          {option.range === null ? '' : ` ${t('option.range', { ...option.range })}`}{' '}
          {t('option.default', { value: String(option.default) })}
        </p>
      ) : null}
    </div>
  );
}

function ChoiceRow(props: {
  readonly component: string;
  readonly prompt: string;
  readonly members: readonly OptionInfo[];
}) {
  const { component, prompt, members } = props;
  const current = members.find(({ value }) => value === true)?.name ?? '';
  const choose = (name: string) => {
    const { composition } = useDocument.getState();
    const others = members.filter((member) => member.name !== name && member.userSet);
    commit(
      chain(composition, setOption(composition, component, name, true).label, [
        ...others.map((other) => (at: typeof composition) => resetOption(at, component, other.name)),
        (at) => setOption(at, component, name, true),
      ]),
    );
  };
  return (
    <div className="option">
      <span className="option-name">{prompt}</span>
      <span className="option-value">
        <Select
          value={current}
          label={prompt}
          choices={members.map(({ name, prompt: text, help }) => ({
            value: name,
            label: text ?? name,
            ...(help === '' ? {} : { hint: help }),
          }))}
          onChange={choose}
        />
      </span>
    </div>
  );
}

/** The options of a component, by their Kconfig types. */
export function Options({ component, microlib }: { readonly component: string; readonly microlib: Microlib }) {
  const { t } = useTranslation();
  const own = useDocument((state) => state.composition.components[component]?.options);
  const { symbols } = componentOptions(microlib, component, own);
  const rows = optionRows(symbols);
  const changed = changedCount(symbols);
  if (rows.length === 0) return null;
  return (
    <Section
      title={t('inspector.options')}
      aside={changed === 0 ? undefined : t('inspector.changed', { count: changed })}
    >
      {rows.map((row) =>
        row.kind === 'single' ? (
          <Row key={row.option.name} component={component} option={row.option} />
        ) : (
          <ChoiceRow key={row.prompt} component={component} prompt={row.prompt} members={row.members} />
        ),
      )}
    </Section>
  );
}
