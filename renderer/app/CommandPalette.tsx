import { Dialog } from '@base-ui/react/dialog';
import uFuzzy from '@leeoniya/ufuzzy';
import type { LucideIcon } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../actions/keys.ts';
import { actions } from '../actions/registry.ts';
import { canvasApi } from '../canvas/api.ts';
import { useCatalog } from '../state/catalog.ts';
import { addAt } from '../state/compose.ts';
import { useDocument } from '../state/document.ts';
import { isPlaceable } from '../state/fit.ts';
import { categoryColour } from '../state/ports.ts';
import { openPlace, setUi, useUi } from '../state/ui.ts';

interface Entry {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly keys: string;
  readonly icon: LucideIcon | null;
  readonly colour: string | null;
  /** Why it cannot be run now. */
  readonly refusal: string | null;
  readonly run: () => void;
}

const fuzzy = new uFuzzy({ intraMode: 1 });

/** Actions, microlibs to add, components to go to. */
function useEntries(): readonly Entry[] {
  const { t } = useTranslation();
  const catalog = useCatalog((state) => state.catalog);
  const composition = useDocument((state) => state.composition);
  return useMemo(() => {
    const commands = actions
      .filter(({ id }) => id !== 'help.commands')
      .map((action): Entry => {
        const may = action.enabled();
        return {
          id: action.id,
          label: t(action.label),
          kind: t(`menu.${action.group}`),
          keys: action.keys?.[0] === undefined ? '' : shown(action.keys[0]),
          icon: action.icon ?? null,
          colour: null,
          refusal: may === true ? null : t(may),
          run: action.run,
        };
      });
    const additions = Object.values(catalog.microlibs)
      .filter(isPlaceable)
      .map(
        (microlib): Entry => ({
          id: `add:${microlib.name}`,
          label: t('commands.add', { name: microlib.title }),
          kind: microlib.name,
          keys: '',
          icon: null,
          colour: categoryColour(microlib.category),
          refusal: useDocument.getState().info === null ? t('reason.noDocument') : null,
          run: () => {
            const at = canvasApi()?.middle();
            if (at !== undefined) addAt(microlib.name, at);
          },
        }),
      );
    const places = Object.entries(composition.components).map(
      ([name, { microlib, label }]): Entry => ({
        id: `go:${name}`,
        label: t('commands.go', { name: label ?? name }),
        kind: catalog.microlibs[microlib]?.title ?? microlib,
        keys: '',
        icon: null,
        colour: categoryColour(catalog.microlibs[microlib]?.category ?? 'other'),
        refusal: null,
        run: () => openPlace({ component: name }),
      }),
    );
    return [...commands, ...places, ...additions];
  }, [t, catalog, composition]);
}

function List() {
  const { t } = useTranslation();
  const entries = useEntries();
  const [needle, setNeedle] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(() => {
    if (needle.trim() === '') return entries;
    const texts = entries.map(({ label, kind }) => `${label} ${kind}`);
    const [hits, info, order] = fuzzy.search(texts, needle, 1);
    const indexes = order === null || info === null ? (hits ?? []) : order.map((one) => info.idx[one] ?? -1);
    return indexes.flatMap((index) => entries[index] ?? []);
  }, [entries, needle]);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const run = (entry: Entry | undefined) => {
    if (entry === undefined || entry.refusal !== null) return;
    setUi({ dialog: null });
    // After the dialog has given the focus back.
    requestAnimationFrame(entry.run);
  };
  return (
    <>
      <input
        // biome-ignore lint/a11y/noAutofocus: the palette is opened to be typed into
        autoFocus
        value={needle}
        role="combobox"
        aria-expanded
        aria-controls="command-list"
        aria-activedescendant={found[at] === undefined ? undefined : `command-${found[at].id}`}
        aria-label={t('commands.label')}
        placeholder={t('commands.placeholder')}
        data-testid="command-input"
        onChange={(event) => {
          setNeedle(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1));
          else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
          else if (event.key === 'Enter') run(found[at]);
          else return;
          event.preventDefault();
        }}
      />
      <div id="command-list" className="list" ref={list} role="listbox" tabIndex={-1} aria-label={t('commands.label')}>
        {found.slice(0, 200).map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={entry.id}
            id={`command-${entry.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            aria-disabled={entry.refusal !== null}
            onPointerMove={() => setAt(index)}
            onClick={() => run(entry)}
          >
            {entry.icon === null ? (
              <i style={{ background: entry.colour ?? 'transparent' }} />
            ) : (
              <entry.icon size={14} aria-hidden />
            )}
            <span>
              {entry.label}
              {entry.refusal === null ? null : <small> {entry.refusal}</small>}
            </span>
            <em>{entry.kind}</em>
            {entry.keys === '' ? null : <kbd>{entry.keys}</kbd>}
          </div>
        ))}
        {found.length === 0 ? <p className="none">{t('commands.none')}</p> : null}
      </div>
    </>
  );
}

/** Everything there is to do, by name. */
export function CommandPalette() {
  const { t } = useTranslation();
  const open = useUi((state) => state.dialog === 'commands');
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) setUi({ dialog: null });
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="palette-backdrop" />
        <Dialog.Popup className="command-palette" aria-label={t('commands.label')}>
          <List />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
