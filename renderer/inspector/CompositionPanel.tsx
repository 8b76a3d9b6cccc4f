import { Checkbox } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { setBoot, setDefaultProvider, setName, setTargets } from '../../engine/model/commands.ts';
import { useCatalog } from '../state/catalog.ts';
import { commit, useDocument } from '../state/document.ts';
import { allPorts } from '../state/ports.ts';
import { useUi } from '../state/ui.ts';
import { Select } from '../ui/Select.tsx';
import { TextField } from './Field.tsx';
import { Forwards, useCards } from './Forwards.tsx';
import { PathField } from './PathField.tsx';
import { Section } from './Section.tsx';

const MEMORY = /^[1-9]\d{0,6}[KMG]$/;

function Targets() {
  const { t } = useTranslation();
  const composition = useDocument((state) => state.composition);
  const boards = useCatalog((state) => state.catalog.boards);
  const known = [...new Set([...composition.targets, ...Object.keys(boards)])];
  return (
    <Section title={t('inspector.targets')}>
      {known.map((target) => {
        const on = composition.targets.includes(target);
        return (
          // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is its control
          <label key={target} className="check-row">
            <Checkbox.Root
              className="checkbox"
              checked={on}
              disabled={on && composition.targets.length === 1}
              aria-label={target}
              onCheckedChange={(next) =>
                commit(
                  setTargets(
                    composition,
                    next ? [...composition.targets, target] : composition.targets.filter((one) => one !== target),
                  ),
                )
              }
            >
              <Checkbox.Indicator>
                <Check size={11} aria-hidden />
              </Checkbox.Indicator>
            </Checkbox.Root>
            <span>{boards[target]?.title ?? target}</span>
            <small className="mono">{target}</small>
          </label>
        );
      })}
    </Section>
  );
}

function Defaults() {
  const { t } = useTranslation();
  const composition = useDocument((state) => state.composition);
  const catalog = useCatalog((state) => state.catalog);
  const target = useUi((state) => state.target);
  const board = catalog.boards[target];
  const ambient = Object.values(catalog.apis).filter((api) => api.ambient);
  if (ambient.length === 0) return null;
  const ports = allPorts(catalog, composition, target).filter(({ side }) => side === 'provides');
  return (
    <Section title={t('inspector.defaults')}>
      <p className="note">{t('inspector.defaultsNote')}</p>
      {ambient.map((api) => {
        const given = composition.defaults[api.name] ?? '';
        const fits = ports.filter((port) => port.api === api.name).map(({ node, port }) => `${node}.${port}`);
        return (
          <div className="field" key={api.name}>
            <span>{api.title}</span>
            <Select
              value={given}
              label={api.title}
              choices={[
                { value: '', label: t('inspector.boardDefault', { name: board?.defaults[api.name] ?? '–' }) },
                ...fits.map((ref) => ({ value: ref, label: ref })),
              ]}
              onChange={(next) => commit(setDefaultProvider(composition, api.name, next === '' ? null : next))}
            />
          </div>
        );
      })}
    </Section>
  );
}

/** The composition as a whole. */
export function CompositionPanel() {
  const { t } = useTranslation();
  const composition = useDocument((state) => state.composition);
  const info = useDocument((state) => state.info);
  const target = useUi((state) => state.target);
  const board = useCatalog((state) => state.catalog.boards[target]);
  const { boot } = composition;
  const set = (settings: Parameters<typeof setBoot>[1]) => commit(setBoot(composition, settings));
  const machine = board?.machine;
  const cards = useCards();
  const variants = machine?.kind === 'qemu' ? machine.variants : [];
  return (
    <>
      <div className="what">
        <p className="kicker">{t('inspector.composition')}</p>
        <h2>{composition.name}</h2>
        <p className="sub">
          {t('inspector.counts', {
            components: t('inspector.componentCount', { count: Object.keys(composition.components).length }),
            wires: t('inspector.wireCount', { count: composition.wires.length }),
          })}
        </p>
        {info?.readOnly == null ? null : <p className="finding warning">{info.readOnly}</p>}
        <p className="note">{t('inspector.selectHint')}</p>
      </div>
      <Section title={t('inspector.naming')}>
        <div className="field">
          <span>{t('inspector.name')}</span>
          <TextField
            value={composition.name}
            label={t('inspector.name')}
            mono={false}
            refuse={(next) => (next.trim() === '' || next.length > 64 ? t('name.length') : null)}
            onCommit={(next) => commit(setName(composition, next))}
          />
        </div>
      </Section>
      <Targets />
      <Section title={t('inspector.boot')}>
        <div className="field">
          <span>{t('inspector.memory')}</span>
          <TextField
            value={boot.memory ?? ''}
            label={t('inspector.memory')}
            placeholder={board?.machine.memory.default ?? '4M'}
            refuse={(next) => (next === '' || MEMORY.test(next) ? null : t('inspector.memoryForm'))}
            onCommit={(next) => set({ memory: next === '' ? undefined : next })}
          />
        </div>
        {variants.length > 1 ? (
          <div className="field">
            <span>{t('inspector.machine')}</span>
            <Select
              value={boot.machine ?? variants[0]?.name ?? ''}
              label={t('inspector.machine')}
              choices={variants.map(({ name }) => ({ value: name, label: name }))}
              onChange={(next) => set({ machine: next === variants[0]?.name ? undefined : next })}
            />
          </div>
        ) : null}
        <PathField
          kind="folder"
          label={t('inspector.rootfs')}
          value={boot.rootfs ?? ''}
          testId="boot-rootfs"
          onCommit={(next) => set({ rootfs: next === '' ? undefined : next })}
        />
        <div className="field">
          <span>{t('inspector.arguments')}</span>
          <TextField
            value={(boot.arguments ?? []).join(' ')}
            label={t('inspector.arguments')}
            placeholder={t('inspector.none')}
            onCommit={(next) => {
              const parts = next.split(/\s+/).filter(Boolean);
              set({ arguments: parts.length === 0 ? undefined : parts });
            }}
          />
        </div>
        {cards.length > 0 || boot.forwards !== undefined ? <Forwards /> : null}
      </Section>
      <Defaults />
    </>
  );
}
