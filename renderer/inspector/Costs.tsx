/** What a component, or the board, costs: bytes by section, what changed since the build before, the heap at boot. */
import { useTranslation } from 'react-i18next';
import type { Microlib } from '../../engine/catalog/types.ts';
import { useCatalog } from '../state/catalog.ts';
import { costIn, type Heap, imageBytes, lastHeaps, SECTIONS, type Sections } from '../state/costs.ts';
import { useDocument } from '../state/document.ts';
import { measuredCost } from '../state/fit.ts';
import { bytes, delta } from '../state/format.ts';
import { lastBoot, useJobs } from '../state/jobs.ts';
import { useUi } from '../state/ui.ts';
import { Section } from './Section.tsx';

interface RowProps {
  readonly name: string;
  readonly value: number;
  /** Null where there is nothing to compare with. */
  readonly change?: number | null;
  readonly about?: string;
  readonly strong?: boolean;
}

function Row({ name, value, change = null, about, strong }: RowProps) {
  const { t } = useTranslation();
  return (
    <tr className={strong ? 'sum' : undefined} title={about}>
      <th scope="row">{name}</th>
      <td title={t('dock.sizes.bytes', { count: value })}>{value === 0 ? '–' : bytes(value)}</td>
      <td className="delta" data-sign={Math.sign(change ?? 0)}>
        {change === null || change === 0 ? '' : delta(change)}
      </td>
    </tr>
  );
}

/** Sections, and what they come to in the image. */
function SectionRows({ sections, before }: { readonly sections: Sections; readonly before: Sections | null }) {
  const { t } = useTranslation();
  const change = (of: (from: Sections) => number) => (before === null ? null : of(sections) - of(before));
  return (
    <>
      {SECTIONS.filter((section) => section !== 'bss').map((section) => (
        <Row
          key={section}
          name={section}
          value={sections[section]}
          change={change((from) => from[section])}
          about={t(`costs.about.${section}`)}
        />
      ))}
      <Row
        strong
        name={t('costs.image')}
        value={imageBytes(sections)}
        change={change(imageBytes)}
        about={t('costs.about.image')}
      />
      <Row name="bss" value={sections.bss} change={change((from) => from.bss)} about={t('costs.about.bss')} />
    </>
  );
}

/** What the catalog has measured of a microlib alone. */
function Estimate({ microlib, target }: { readonly microlib: Microlib; readonly target: string }) {
  const { t } = useTranslation();
  const cost = measuredCost(microlib, target);
  if (cost === null) return null;
  const where =
    cost.target === target ? t(`profile.${cost.profile}`) : `${cost.target} · ${t(`profile.${cost.profile}`)}`;
  return (
    <Section title={t('costs.title')} aside={t('costs.alone', { where })}>
      <table className="costs" data-testid="costs" data-estimate>
        <tbody>
          <SectionRows sections={cost} before={null} />
        </tbody>
      </table>
      <p className="note">{t('costs.estimate')}</p>
    </Section>
  );
}

/** Of what has no init. */
const NO_HEAP: Heap = { claimed: 0, used: null };

export function Costs({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  const target = useUi((state) => state.target);
  const cost = useJobs((state) => costIn(state, name, target));
  const profile = useJobs((state) => state.size?.profile ?? '');
  const heaps = useJobs(lastHeaps);
  const booted = useJobs((state) => (lastBoot(state)?.timeline.length ?? 0) > 0);
  const heap = heaps.get(name) ?? (heaps.size > 0 ? NO_HEAP : undefined);
  const microlib = useDocument((state) => state.composition.components[name]?.microlib ?? '');
  const found = useCatalog((state) => state.catalog.microlibs[microlib]);
  const changed = cost?.before != null && SECTIONS.some((section) => cost.sections[section] !== cost.before?.[section]);
  if (cost === undefined) return found === undefined ? null : <Estimate microlib={found} target={target} />;
  return (
    <Section title={t('costs.title')} aside={t(`profile.${profile}`)}>
      <table className="costs" data-testid="costs" data-changed={changed || undefined}>
        <tbody>
          <SectionRows sections={cost.sections} before={cost.before} />
          {heap === undefined ? null : (
            <>
              <Row name={t('costs.heap')} value={heap.claimed} about={t('costs.about.heap')} />
              {heap.used === null || heap.used === 0 ? null : (
                <Row name={t('costs.used')} value={heap.used} about={t('costs.about.used')} />
              )}
            </>
          )}
        </tbody>
      </table>
      <p className="note">{t(`costs.${cost.before === null ? 'first' : changed ? 'changed' : 'unchanged'}`)}</p>
      {booted ? null : <p className="note">{t('costs.noHeap')}</p>}
    </Section>
  );
}
