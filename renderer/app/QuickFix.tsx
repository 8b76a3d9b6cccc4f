/** The quick fixes of some findings, beside where they are: what each changes is shown before Enter does it. */
import { Popover } from '@base-ui/react/popover';
import { Lightbulb, Sparkle } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic, Fix } from '../../engine/check/types.ts';
import { shown } from '../actions/keys.ts';
import { perform } from '../actions/registry.ts';
import { DiffView } from '../dock/DiffView.tsx';
import { editLines } from '../dock/editPreview.ts';
import { splitFixTitle } from '../dock/problems.ts';
import { useEditWords } from '../dock/useEditWords.ts';
import { applyEdits } from '../state/compose.ts';
import { useDocument } from '../state/document.ts';
import { useOffers, wantFixes } from '../state/fixes.ts';
import { setUi, useUi } from '../state/ui.ts';
import { diagnosticText } from './diagnosticText.ts';
import css from './quickFix.module.css';

/** Findings that the list shows; more are in the problems panel. */
const AT_MOST = 6;

const close = () => setUi({ quickFix: null });

interface Item {
  readonly diagnostic: Diagnostic;
  readonly fix: Fix;
}

function List({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) {
  const { t } = useTranslation();
  const words = useEditWords();
  const id = useId();
  const offer = useOffers();
  const [at, setAt] = useState(0);
  const readOnly = useDocument((state) => state.info?.readOnly != null);
  useEffect(() => diagnostics.forEach(wantFixes), [diagnostics]);
  const items = diagnostics.flatMap((diagnostic): Item[] => {
    const { fixes, trying } = offer(diagnostic);
    return trying ? [] : fixes.map((fix) => ({ diagnostic, fix }));
  });
  const active = items[Math.min(at, items.length - 1)];
  const complete = () => {
    close();
    perform('edit.complete');
  };
  const apply = (item: Item | undefined) => {
    if (item === undefined || readOnly) return;
    close();
    applyEdits(words(splitFixTitle(item.fix.title).action, item.fix.edits), item.fix.edits);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = Math.max(items.length - 1, 0);
    const to: Readonly<Record<string, number>> = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const next = to[event.key];
    if (next !== undefined) setAt(next);
    else if (event.key === 'Enter') apply(active);
    else return;
    event.preventDefault();
  };
  const itemId = (item: Item) => `${id}-${items.indexOf(item)}`;
  return (
    <>
      <div
        role="listbox"
        tabIndex={0}
        className={css.list}
        aria-label={t('fix.title')}
        aria-activedescendant={active === undefined ? undefined : itemId(active)}
        onKeyDown={onKeyDown}
      >
        {diagnostics.map((diagnostic, group) => {
          const mine = items.filter((item) => item.diagnostic === diagnostic);
          return (
            // biome-ignore lint/a11y/useSemanticElements: a listbox groups its options so
            <div
              role="group"
              // biome-ignore lint/suspicious/noArrayIndexKey: the list is as it was when the popup opened
              key={group}
              className={css.group}
              data-severity={diagnostic.severity}
              aria-labelledby={`${id}-group-${group}`}
            >
              <p id={`${id}-group-${group}`} className={css.problem}>
                <code>{diagnostic.code}</code> {diagnosticText(diagnostic)}
              </p>
              {mine.map((item) => {
                const { action, cost } = splitFixTitle(item.fix.title);
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox has the keys
                  // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus
                  <div
                    key={item.fix.title}
                    id={itemId(item)}
                    role="option"
                    aria-selected={item === active}
                    className={css.option}
                    data-testid={`quick-fix-${items.indexOf(item)}`}
                    onMouseMove={() => setAt(items.indexOf(item))}
                    onClick={() => apply(item)}
                  >
                    <Lightbulb size={13} aria-hidden />
                    <span>{words(action, item.fix.edits)}</span>
                    {cost === '' ? null : <em>{cost}</em>}
                  </div>
                );
              })}
              {mine.length > 0 ? null : (
                <p className={css.none}>{t(offer(diagnostic).trying ? 'fix.verifying' : 'fix.none')}</p>
              )}
            </div>
          );
        })}
        {diagnostics.length === 0 ? <p className={css.none}>{t('fix.nothing')}</p> : null}
      </div>
      {active === undefined ? null : (
        <div className={css.preview} data-testid="quick-fix-preview">
          <DiffView lines={editLines(active.fix.edits)} label={t('fix.preview')} />
        </div>
      )}
      <footer className={css.foot}>
        <span>{active === undefined ? '' : t('fix.hint')}</span>
        {diagnostics.some(({ code }) => code === 'UL0102') ? (
          <button type="button" onClick={complete} title={shown('Mod+Shift+Enter')} data-testid="quick-fix-complete">
            {t('complete.here')}
            <Sparkle size={12} fill="currentColor" aria-hidden />
          </button>
        ) : null}
      </footer>
    </>
  );
}

export function QuickFix() {
  const { t } = useTranslation();
  const open = useUi((state) => state.quickFix);
  const popup = useRef<HTMLDivElement>(null);
  if (open === null) return null;
  const { x, y, width, height } = open.anchor;
  return (
    <Popover.Root open onOpenChange={(next) => !next && close()}>
      <Popover.Portal>
        <Popover.Positioner
          className="popup-layer"
          anchor={{ getBoundingClientRect: () => DOMRect.fromRect({ x, y, width, height }) }}
          side="right"
          align="start"
          sideOffset={8}
          collisionPadding={12}
        >
          <Popover.Popup
            ref={popup}
            className={`popup ${css.popup}`}
            aria-label={t('fix.title')}
            data-testid="quick-fix"
            initialFocus={() => popup.current?.querySelector<HTMLElement>('[role=listbox]') ?? true}
          >
            <List diagnostics={open.diagnostics.slice(0, AT_MOST)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
