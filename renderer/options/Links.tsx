/** Links between options: what one needs, what needs it, why it cannot be set. */
import { useTranslation } from 'react-i18next';
import { wiredSymbol } from '../../engine/kconfig/kconfig.ts';
import { revealOption } from '../state/options.ts';
import { openPlace } from '../state/ui.ts';
import { useOptionTree } from '../state/useOptionTree.ts';
import css from './links.module.css';
import { forcedBy, pieces } from './links.ts';
import { componentKey, type OptionNode, optionKey } from './tree.ts';

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

/** A port that must have a wire, as a link to it; the board's inner ports have no place on the canvas. */
function PortLink(props: { readonly component: string; readonly port: string; readonly inTree?: boolean }) {
  const { t } = useTranslation();
  const { component, port } = props;
  const text = t('options.wireAt', { port });
  if (component.startsWith('board_')) return text;
  return (
    <button
      type="button"
      className={css.portLink}
      tabIndex={props.inTree === true ? -1 : undefined}
      title={t('options.goTo', { name: `${component}.${port}` })}
      data-testid={`go-${component}.${port}`}
      onClick={(event) => {
        event.stopPropagation();
        openPlace({ component, port });
      }}
    >
      {text}
    </button>
  );
}

/** An expression, its options and ports as links. */
export function Expression(props: { readonly component: string; readonly text: string; readonly inTree?: boolean }) {
  const { component, inTree } = props;
  const { byKey } = useOptionTree();
  const node = byKey.get(componentKey(component));
  const ports = node?.kind === 'component' ? node.microlib.requires : [];
  const parts = pieces(props.text, (word) => {
    if (byKey.has(optionKey(component, word))) return { is: 'option', name: word };
    const port = ports.find((one) => wiredSymbol(one.port) === word);
    return port === undefined ? null : { is: 'port', name: port.port };
  });
  return parts.map(({ text, named }, at) => {
    const key = `${at}${text}`;
    if (named === null) return <span key={key}>{text}</span>;
    return named.is === 'option' ? (
      <OptionLink key={key} component={component} option={named.name} inTree={inTree} />
    ) : (
      <PortLink key={key} component={component} port={named.name} inTree={inTree} />
    );
  });
}

/** Why an option cannot be set now, with links to what would let it; nothing where it can. */
export function Reason(props: {
  readonly node: OptionNode;
  readonly inTree?: boolean;
  /** Where it stands decides how it is set; in the inspector it is plain. */
  readonly className?: string;
}) {
  const { node, inTree, className } = props;
  const { t } = useTranslation();
  const { component, info } = node;
  const forced = forcedBy(info);
  if (info.visible && (forced.length === 0 || info.type !== 'bool')) return null;
  return (
    <small className={className ?? css.reason} data-testid={`reason-${component}.${info.name}`}>
      {info.visible ? (
        <>
          {t('options.selectedBy')}{' '}
          {forced.map((name) => (
            <OptionLink key={name} component={component} option={name} inTree={inTree} />
          ))}
        </>
      ) : (
        <>
          {t('options.needs')} <Expression component={component} text={info.hidden ?? ''} inTree={inTree} />
        </>
      )}
    </small>
  );
}
