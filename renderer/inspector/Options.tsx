import { ListTree, RotateCcw } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { diagnosticText } from '../app/diagnosticText.ts';
import { ChoiceEditor, OptionEditor } from '../options/Editor.tsx';
import { Reason } from '../options/Links.tsx';
import { type ChoiceNode, componentKey, type InnerNode, type OptionNode } from '../options/tree.ts';
import { rangeOf } from '../options/values.ts';
import { useCatalog } from '../state/catalog.ts';
import { useChecks } from '../state/checks.ts';
import { useDocument } from '../state/document.ts';
import { putOption, revealComponent } from '../state/options.ts';
import { setUi, useUi } from '../state/ui.ts';
import { useOptionTree } from '../state/useOptionTree.ts';
import { Section } from './Section.tsx';

function Row({ node }: { readonly node: OptionNode }) {
  const { t } = useTranslation();
  const { component, info, changed, standard } = node;
  const focused = useUi((state) => state.option === info.name);
  const found = useChecks((state) =>
    state.diagnostics.find(({ at }) => at.component === component && at.option === info.name),
  );
  const row = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!focused) return;
    row.current?.scrollIntoView({ block: 'center' });
    row.current?.querySelector<HTMLElement>('input, [role=switch], button')?.focus();
    setUi({ option: null });
  }, [focused]);
  const microlib = useDocument((state) => state.composition.components[component]?.microlib ?? '');
  const atBoot = useCatalog((state) => state.catalog.microlibs[microlib]?.bootOptions.includes(info.name) ?? false);
  const range = rangeOf(info);
  return (
    <div
      ref={row}
      className={`option ${info.type === 'string' ? 'wide' : ''} ${changed ? 'changed' : ''} ${info.visible ? '' : 'hidden-option'}`}
    >
      <span className="option-name">
        <button type="button" aria-expanded={open} title={info.help} onClick={() => setOpen(!open)}>
          {info.prompt}
        </button>
        {atBoot ? (
          <small title={t('option.atBootHint', { option: `--set ${component}.${info.name}=…` })}>
            {t('option.atBoot')}
          </small>
        ) : null}
        <Reason node={node} />
      </span>
      <span className="option-value">
        <OptionEditor component={component} facts={node} place="option" />
        {changed ? (
          <button
            type="button"
            className="icon"
            aria-label={t('option.reset', { value: String(standard) })}
            title={t('option.reset', { value: String(standard) })}
            onClick={() => putOption(component, { [info.name]: undefined })}
          >
            <RotateCcw size={12} />
          </button>
        ) : null}
      </span>
      {found === undefined ? null : <p className="refused">{diagnosticText(found)}</p>}
      {open ? (
        <p className="note">
          <code>{info.name}</code> {info.help}
          {range === null ? '' : ` ${t('option.range', range)}`} {t('option.default', { value: String(info.default) })}{' '}
          {atBoot ? t('option.atBootHint', { option: `--set ${component}.${info.name}=…` }) : null}
        </p>
      ) : null}
    </div>
  );
}

function ChoiceRow({ node }: { readonly node: ChoiceNode }) {
  return (
    <div className={`option ${node.changes > 0 ? 'changed' : ''}`}>
      <span className="option-name">{node.title}</span>
      <span className="option-value">
        <ChoiceEditor component={node.component} node={node} place="option" />
      </span>
    </div>
  );
}

const leaves = (nodes: readonly InnerNode[]): readonly (ChoiceNode | OptionNode)[] =>
  nodes.flatMap((node) => (node.kind === 'menu' ? leaves(node.children) : [node]));

/** The options of a component, by their Kconfig types; the tree beside the inspector has more to say of each. */
export function Options({ component }: { readonly component: string }) {
  const { t } = useTranslation();
  const node = useOptionTree().byKey.get(componentKey(component));
  if (node?.kind !== 'component' || node.children.length === 0) return null;
  const changed = node.changes === 0 ? undefined : t('inspector.changed', { count: node.changes });
  return (
    <Section
      title={t('inspector.options')}
      aside={
        <>
          {changed}
          <button
            type="button"
            className="icon"
            aria-label={t('options.open')}
            title={t('options.open')}
            onClick={() => {
              setUi({ optionsFolded: false });
              revealComponent(component, true);
            }}
          >
            <ListTree size={13} />
          </button>
        </>
      }
    >
      {leaves(node.children).map((one) =>
        one.kind === 'choice' ? <ChoiceRow key={one.key} node={one} /> : <Row key={one.key} node={one} />,
      )}
    </Section>
  );
}
