/** One row of the option tree. Editors in it have no place in the tab order: the tree hands them the keys. */
import { ChevronRight, CircuitBoard, RotateCcw } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic } from '../../engine/check/types.ts';
import { diagnosticText } from '../app/diagnosticText.ts';
import { putOption, resetComponent } from '../state/options.ts';
import { categoryColour } from '../state/ports.ts';
import { ChoiceEditor, OptionEditor } from './Editor.tsx';
import { Reason } from './Links.tsx';
import { forcedBy } from './links.ts';
import css from './row.module.css';
import type { Row } from './rows.ts';
import { highlight, snippet } from './search.ts';
import type { ComponentNode, OptionFacts, TreeNode } from './tree.ts';

export const rowId = (key: string): string => `row-${encodeURIComponent(key)}`;

/** A text with what the search found in it marked. */
export function Marked({ text, needle }: { readonly text: string; readonly needle: string }): ReactNode {
  if (needle.trim() === '') return text;
  return highlight(text, needle).map((part, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity besides their place
    part.hit ? <mark key={at}>{part.text}</mark> : <span key={at}>{part.text}</span>,
  );
}

/** What a second line would say of a row; null where it has none. */
export type Second = 'fault' | 'reason' | 'help' | null;

export function secondOf(row: Row, fault: Diagnostic | undefined): Second {
  const { node } = row;
  if (node.kind !== 'option' && node.kind !== 'choice') return null;
  // Why it is hidden says more than that its value has no effect, and leads to what would help.
  if (node.kind === 'option' && (!node.info.visible || (node.info.type === 'bool' && forcedBy(node.info).length > 0)))
    return 'reason';
  if (fault !== undefined) return 'fault';
  return row.hit === 'help' ? 'help' : null;
}

function Reset({ text, onReset }: { readonly text: string; readonly onReset: () => void }) {
  return (
    <button
      type="button"
      className={css.reset}
      tabIndex={-1}
      aria-label={text}
      title={text}
      onClick={(event) => {
        event.stopPropagation();
        onReset();
      }}
    >
      <RotateCcw size={12} />
    </button>
  );
}

function Changes({ node }: { readonly node: TreeNode }) {
  const { t } = useTranslation();
  return node.changes === 0 ? null : (
    <span className={css.changes} title={t('options.changes', { count: node.changes })}>
      {node.changes}
    </span>
  );
}

function ComponentLine({ node, needle }: { readonly node: ComponentNode; readonly needle: string }) {
  const { t } = useTranslation();
  return (
    <>
      <i className={css.category} style={{ background: categoryColour(node.microlib.category) }} />
      <b className={css.component}>
        <Marked text={node.title} needle={needle} />
      </b>
      <small className={css.aside}>
        {node.children.length === 0 ? t('options.none') : <Marked text={node.microlib.title} needle={needle} />}
      </small>
      <Changes node={node} />
      {node.changes === 0 ? null : (
        <Reset text={t('options.resetAll', { name: node.title })} onReset={() => resetComponent(node.component)} />
      )}
    </>
  );
}

interface Props {
  readonly row: Row;
  readonly needle: string;
  readonly current: boolean;
  readonly fault: Diagnostic | undefined;
  readonly top: number;
  readonly height: number;
  readonly onDone: () => HTMLElement | null;
  readonly onPress: (row: Row) => void;
  readonly onFold: (row: Row) => void;
}

function SecondLine({ row, fault, needle }: Pick<Props, 'row' | 'fault' | 'needle'>) {
  const { node } = row;
  const second = secondOf(row, fault);
  if (second === 'fault' && fault !== undefined)
    return (
      <small className={`${css.second} ${css.fault}`} title={diagnosticText(fault)}>
        {fault.code} {diagnosticText(fault)}
      </small>
    );
  if (second === 'reason' && node.kind === 'option') return <Reason node={node} inTree className={css.second} />;
  const help = node.kind === 'option' ? node.info.help : node.kind === 'choice' ? helpOf(node.members, needle) : '';
  return second === 'help' ? (
    <small className={css.second}>
      <Marked text={snippet(help, needle)} needle={needle} />
    </small>
  ) : null;
}

/** The help of the member in which something was found. */
const helpOf = (members: readonly OptionFacts[], needle: string): string =>
  members.map(({ info }) => info.help).find((help) => highlight(help, needle).some(({ hit }) => hit)) ?? '';

export const OptionRow = memo(function OptionRow(props: Props) {
  const { t } = useTranslation();
  const { row, needle, current, fault, top, height, onDone } = props;
  const { node } = row;
  const folder = row.open !== undefined;
  const leaf = node.kind === 'option' || node.kind === 'choice';
  const dimmed =
    node.kind === 'option'
      ? !node.info.visible
      : node.kind === 'choice' && !node.members.some(({ info }) => info.visible);
  const standard = node.kind === 'option' ? String(node.standard) : t('options.default');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the tree, as the pattern asks
    <div
      id={rowId(node.key)}
      role="treeitem"
      aria-level={row.level}
      aria-setsize={row.siblings}
      aria-posinset={row.position}
      aria-expanded={row.open}
      aria-selected={current}
      tabIndex={-1}
      className={css.row}
      data-kind={node.kind}
      data-testid={node.key}
      data-changed={leaf && node.changes > 0 ? true : undefined}
      data-dimmed={dimmed || undefined}
      data-fault={fault?.severity}
      style={{ transform: `translateY(${top}px)`, height, '--level': row.level } as React.CSSProperties}
      onClick={() => props.onPress(row)}
    >
      <div className={css.line}>
        {folder ? (
          <button
            type="button"
            className={css.chevron}
            tabIndex={-1}
            aria-hidden
            onClick={(event) => {
              event.stopPropagation();
              props.onFold(row);
            }}
          >
            <ChevronRight size={14} />
          </button>
        ) : (
          <span className={css.chevron} />
        )}
        {node.kind === 'board' ? (
          <>
            <CircuitBoard size={14} aria-hidden className={css.glyph} />
            <b className={css.component}>{t('board.title')}</b>
            <small className={css.aside}>{node.title}</small>
            <Changes node={node} />
          </>
        ) : node.kind === 'component' ? (
          <ComponentLine node={node} needle={needle} />
        ) : node.kind === 'menu' ? (
          <>
            <span className={css.menu}>
              <Marked text={node.title} needle={needle} />
            </span>
            <Changes node={node} />
          </>
        ) : (
          <>
            <span
              className={css.prompt}
              title={node.kind === 'option' ? `${node.info.prompt}\n${node.info.name}` : node.title}
            >
              <Marked
                text={node.kind === 'option' ? (node.info.prompt ?? node.info.name) : node.title}
                needle={needle}
              />
              {needle === '' || node.kind === 'choice' ? null : (
                <code className={css.symbol}>
                  <Marked text={node.info.name} needle={needle} />
                </code>
              )}
            </span>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: keeps presses in the editor from being presses of the row */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the editor has its own keys */}
            <span className={css.value} onClick={(event) => event.stopPropagation()}>
              {node.kind === 'option' ? (
                <OptionEditor component={node.component} facts={node} place="tree" onDone={onDone} />
              ) : (
                <ChoiceEditor component={node.component} node={node} place="tree" onDone={onDone} />
              )}
            </span>
            {node.changes === 0 ? (
              <span className={css.noReset} />
            ) : (
              <Reset
                text={t('option.reset', { value: standard })}
                onReset={() =>
                  putOption(
                    node.component,
                    node.kind === 'option'
                      ? { [node.info.name]: undefined }
                      : Object.fromEntries(node.members.map(({ info }) => [info.name, undefined])),
                  )
                }
              />
            )}
          </>
        )}
      </div>
      <SecondLine row={row} fault={fault} needle={needle} />
    </div>
  );
});
