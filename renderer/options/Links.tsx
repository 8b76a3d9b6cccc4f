/** Links between options: what one needs, what needs it, why it cannot be set. */
import { useTranslation } from 'react-i18next';
import { revealOption } from '../state/options.ts';
import { useOptionTree } from '../state/useOptionTree.ts';
import { forcedBy, pieces } from './links.ts';
import css from './options.module.css';
import { type OptionNode, optionKey } from './tree.ts';

/** The name of an option as a link to it; plain where it is not in the tree (a computed one). */
export function OptionLink(props: {
  readonly component: string;
  readonly option: string;
  readonly text?: string;
  readonly inTree?: boolean;
}) {
  const { t } = useTranslation();
  const { component, option, text = option } = props;
  const known = useOptionTree().byKey.has(optionKey(component, option));
  if (!known) return <code>{text}</code>;
  return (
    <button
      type="button"
      className={css.link}
      tabIndex={props.inTree === true ? -1 : undefined}
      title={t('options.goTo', { name: `${component}.${option}` })}
      data-testid={`go-${component}.${option}`}
      onClick={(event) => {
        event.stopPropagation();
        revealOption(component, option);
      }}
    >
      {text}
    </button>
  );
}

/** An expression, its options as links. */
export function Expression(props: { readonly component: string; readonly text: string; readonly inTree?: boolean }) {
  const { byKey } = useOptionTree();
  const parts = pieces(props.text, (name) => byKey.has(optionKey(props.component, name)));
  return parts.map((part, at) =>
    part.option === null ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity besides their place
      <span key={at}>{part.text}</span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity besides their place
      <OptionLink key={at} component={props.component} option={part.option} inTree={props.inTree} />
    ),
  );
}

/** Why an option cannot be set now, with links to what would let it; nothing where it can. */
export function Reason({ node, inTree }: { readonly node: OptionNode; readonly inTree?: boolean }) {
  const { t } = useTranslation();
  const { component, info } = node;
  const forced = forcedBy(info);
  if (info.visible && (forced.length === 0 || info.type !== 'bool')) return null;
  return (
    <small className={css.reason} data-testid={`reason-${component}.${info.name}`}>
      {forced.length > 0 ? (
        <>
          {t('options.selectedBy')}{' '}
          {forced.map((name) => (
            <OptionLink key={name} component={component} option={name} inTree={inTree} />
          ))}
        </>
      ) : info.hidden !== null ? (
        <Expression component={component} text={info.hidden} inTree={inTree} />
      ) : (
        <>
          {t('options.needs')} <Expression component={component} text={info.dependsText} inTree={inTree} />
        </>
      )}
    </small>
  );
}
