/** What there is to know of the current row: name, symbol, type, range, value and why, what it hangs on. */
import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic } from '../../engine/check/types.ts';
import { symbolPrefix } from '../../engine/kconfig/kconfig.ts';
import { diagnosticText } from '../app/diagnosticText.ts';
import { useDocument } from '../state/document.ts';
import { resetComponent } from '../state/options.ts';
import css from './details.module.css';
import { Expression, OptionLink, Reason } from './Links.tsx';
import { forcedBy, originOf } from './links.ts';
import { Marked } from './OptionRow.tsx';
import type { ChoiceNode, ComponentNode, OptionNode, TreeNode } from './tree.ts';
import { rangeOf } from './values.ts';

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A list of options as links, with a word after those that need one. */
function Links(props: {
  readonly component: string;
  readonly options: readonly { readonly name: string; readonly note?: string }[];
}) {
  return props.options.map(({ name, note }, at) => (
    <span key={name}>
      {at === 0 ? null : ', '}
      <OptionLink component={props.component} option={name} />
      {note === undefined ? null : <small> {note}</small>}
    </span>
  ));
}

const shownValue = (value: unknown): string => (value === '' ? '""' : String(value));

interface OptionProps {
  readonly node: OptionNode;
  readonly needle: string;
  readonly fault: Diagnostic | undefined;
}

function Option({ node, needle, fault }: OptionProps) {
  const { t } = useTranslation();
  const { component, info, standard } = node;
  const said = useDocument((state) => Object.hasOwn(state.composition.components[component]?.options ?? {}, info.name));
  const inherited = standard !== info.default;
  const range = rangeOf(info);
  const origin = originOf(info, { own: said, inherited });
  return (
    <>
      <h3>{info.prompt}</h3>
      <code className={css.config}>
        CONFIG_{symbolPrefix(component)}_{info.name}
      </code>
      {info.help === '' ? null : (
        <p className={css.help}>
          <Marked text={info.help} needle={needle} />
        </p>
      )}
      <Reason node={node} className={css.reason} />
      {fault === undefined ? null : (
        <p className={css.fault} data-severity={fault.severity}>
          <code>{fault.code}</code> {diagnosticText(fault)}
        </p>
      )}
      <dl>
        <Fact name={t('options.value')}>
          <code>{shownValue(info.value)}</code>{' '}
          <small>{t(`options.origin.${origin}`, { name: forcedBy(info).join(', ') })}</small>
        </Fact>
        <Fact name={t('options.defaultValue')}>
          <code>{shownValue(standard)}</code>
        </Fact>
        <Fact name={t('options.type')}>
          {t(`options.types.${info.type}`)}
          {range === null ? null : <small> {t('option.range', range)}</small>}
        </Fact>
        {info.dependsText === '' ? null : (
          <Fact name={t('options.dependsOn')}>
            <Expression component={component} text={info.dependsText} />
          </Fact>
        )}
        {info.neededBy.length === 0 ? null : (
          <Fact name={t('options.neededBy')}>
            <Links component={component} options={info.neededBy.map((name) => ({ name }))} />
          </Fact>
        )}
        {info.selectedBy.length === 0 ? null : (
          <Fact name={t('options.selectedByTitle')}>
            <Links
              component={component}
              options={info.selectedBy.map(({ name, active, weak }) => ({
                name,
                note: [weak ? t('options.weak') : '', active ? t('options.active') : t('options.inactive')]
                  .filter(Boolean)
                  .join(', '),
              }))}
            />
          </Fact>
        )}
      </dl>
    </>
  );
}

function Choice({ node, needle }: { readonly node: ChoiceNode; readonly needle: string }) {
  const { t } = useTranslation();
  return (
    <>
      <h3>{node.title}</h3>
      <dl>
        {node.members.map(({ info }) => (
          <Fact key={info.name} name={info.prompt ?? info.name}>
            {info.value === true ? <b>{t('options.chosen')} </b> : null}
            <Marked text={info.help} needle={needle} /> <code>{info.name}</code>
          </Fact>
        ))}
      </dl>
    </>
  );
}

function Component({ node }: { readonly node: ComponentNode }) {
  const { t } = useTranslation();
  return (
    <>
      <h3>{node.title}</h3>
      <p className={css.help}>{node.microlib.summary}</p>
      {node.changes === 0 ? null : (
        <button type="button" className={css.resetAll} onClick={() => resetComponent(node.component)}>
          <RotateCcw size={12} aria-hidden />
          {t('options.resetAll', { name: node.title })}
        </button>
      )}
    </>
  );
}

export function Details(props: {
  readonly node: TreeNode | undefined;
  readonly needle: string;
  readonly fault: Diagnostic | undefined;
}) {
  const { node, needle, fault } = props;
  const { t } = useTranslation();
  return (
    <section className={css.details} aria-label={t('options.details')} data-testid="option-details">
      {node === undefined ? (
        <p className={css.hint}>{t('options.hint')}</p>
      ) : node.kind === 'option' ? (
        <Option node={node} needle={needle} fault={fault} />
      ) : node.kind === 'choice' ? (
        <Choice node={node} needle={needle} />
      ) : node.kind === 'component' ? (
        <Component node={node} />
      ) : (
        <>
          <h3>{node.title}</h3>
          {node.kind === 'board' ? <p className={css.help}>{t('board.note')}</p> : null}
        </>
      )}
    </section>
  );
}
