/** Ports of the host that lead to the guest: a row each. */
import { ArrowRight, Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type ForwardEntry, forwardEntryText, parseForwardEntry } from '../../engine/model/backends.ts';
import { setForwards } from '../../engine/model/commands.ts';
import { useCatalog } from '../state/catalog.ts';
import { commit, useDocument } from '../state/document.ts';
import { useUi } from '../state/ui.ts';
import { Select } from '../ui/Select.tsx';
import { TextField } from './Field.tsx';

/** Components that drive a machine's network card, in the document's order; not a process' stand-ins. */
export function useCards(): readonly string[] {
  const components = useDocument((state) => state.composition.components);
  const microlibs = useCatalog((state) => state.catalog.microlibs);
  return Object.entries(components)
    .filter(([, { microlib }]) => {
      const device = microlibs[microlib]?.device;
      return device?.backend === 'net' && device.option === undefined;
    })
    .map(([name]) => name);
}

const FIRST = { host: 8080, guest: 80 } as const;
const PROTOCOLS = ['tcp', 'udp'] as const;

const port = (text: string): number | null => (/^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null);

interface RowProps {
  readonly entry: ForwardEntry;
  /** The others, to tell a port that is asked for twice. */
  readonly others: readonly ForwardEntry[];
  /** To choose from; none where there is no choice. */
  readonly cards: readonly string[];
  readonly onChange: (entry: ForwardEntry | null) => void;
}

function Row({ entry, others, cards, onChange }: RowProps) {
  const { t } = useTranslation();
  const text = forwardEntryText(entry);
  const taken = (host: number, protocol = entry.protocol) =>
    host !== 0 && others.some((one) => one.host === host && one.protocol === protocol);
  const hostRefusal = (value: string) => {
    const host = value === '' ? 0 : port(value);
    if (host === null) return t('device.forward.port');
    return taken(host) ? t('device.forward.twice') : null;
  };
  return (
    <li className="forward" data-testid={`forward-row-${text}`}>
      <Select
        value={entry.protocol}
        label={t('device.forward.protocol')}
        choices={PROTOCOLS.filter((one) => one === entry.protocol || !taken(entry.host, one)).map((value) => ({
          value,
          label: value,
        }))}
        onChange={(protocol) => onChange({ ...entry, protocol: protocol === 'udp' ? 'udp' : 'tcp' })}
      />
      <TextField
        value={entry.host === 0 ? '' : String(entry.host)}
        label={t('device.forward.host')}
        placeholder={t('device.forward.any')}
        testId="forward-host"
        refuse={hostRefusal}
        onCommit={(value) => onChange({ ...entry, host: Number(value) })}
      />
      <ArrowRight size={13} aria-hidden />
      <TextField
        value={String(entry.guest)}
        label={t('device.forward.guest')}
        testId="forward-guest"
        refuse={(value) => ((port(value) ?? 0) > 0 ? null : t('device.forward.port'))}
        onCommit={(value) => onChange({ ...entry, guest: Number(value) })}
      />
      <button
        type="button"
        className="icon-button"
        aria-label={t('device.forward.remove', { forward: text })}
        title={t('device.forward.remove', { forward: text })}
        onClick={() => onChange(null)}
      >
        <X size={13} aria-hidden />
      </button>
      {cards.length > 1 ? (
        <span className="forward-card">
          <Select
            value={entry.name ?? cards[0] ?? ''}
            label={t('device.forward.network')}
            choices={cards.map((value) => ({ value, label: value }))}
            onChange={(name) => onChange({ ...entry, name })}
          />
        </span>
      ) : null}
    </li>
  );
}

/** Those of one card, or all. */
export function Forwards({ only }: { readonly only?: string }) {
  const { t } = useTranslation();
  const texts = useDocument((state) => state.composition.boot.forwards);
  const target = useUi((state) => state.target);
  const kind = useCatalog((state) => state.catalog.boards[target]?.machine.kind);
  const cards = useCards();
  const all = (texts ?? []).map((text) => parseForwardEntry(text));
  const entries = all.filter((entry) => entry !== null);
  const change = (next: readonly string[]) => commit(setForwards(useDocument.getState().composition, next));
  const put = (at: number, entry: ForwardEntry | null) => {
    const now = texts ?? [];
    change(entry === null ? now.toSpliced(at, 1) : now.with(at, forwardEntryText(entry)));
  };
  const add = () => {
    let host: number = FIRST.host;
    while (entries.some((one) => one.host === host && one.protocol === 'tcp')) host += 1;
    // Which of several is meant when none is named depends on the target.
    const name = cards.length > 1 ? (only ?? cards[0] ?? null) : null;
    change([...(texts ?? []), forwardEntryText({ name, protocol: 'tcp', host, guest: FIRST.guest })]);
  };
  const rows = all.flatMap((entry, at) =>
    entry !== null && (only === undefined || (entry.name ?? cards[0]) === only) ? [{ entry, at }] : [],
  );
  return (
    <div className="forwards">
      <p className="forwards-title">{t('device.forwards')}</p>
      {rows.length === 0 ? null : (
        <ul>
          {rows.map(({ entry, at }) => (
            <Row
              key={at}
              entry={entry}
              others={entries.filter((one) => one !== entry)}
              cards={only === undefined ? cards : []}
              onChange={(next) => put(at, next)}
            />
          ))}
        </ul>
      )}
      {kind === 'process' ? <p className="note">{t('device.forward.process')}</p> : null}
      <button type="button" className="text-button" data-testid="forward-add" onClick={add}>
        <Plus size={13} aria-hidden />
        {t('device.forward.add')}
      </button>
    </div>
  );
}
