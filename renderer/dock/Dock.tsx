/** The dock's frame: the tab strip, the fold and full-height buttons, and the panels, which stay mounted once shown. */
import { Tabs } from '@base-ui/react/tabs';
import { ChevronDown, ChevronUp, Maximize2, Minimize2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './dock.module.css';
import type { DockProps, DockTab } from './types.ts';
import { DOCK_TABS } from './types.ts';
import ui from './ui.module.css';

function Badge(props: Pick<DockProps, 'problems' | 'dirtyFiles'> & { tab: DockTab }) {
  const { t } = useTranslation();
  const { errors, warnings } = props.problems;
  if (props.tab === 'problems' && errors + warnings > 0)
    return (
      <span
        className={css.count}
        data-severity={errors > 0 ? 'error' : 'warning'}
        title={t('dock.problems.counts', { errors, warnings })}
      >
        {errors + warnings}
      </span>
    );
  if (props.tab === 'files' && (props.dirtyFiles ?? 0) > 0)
    return <span className={css.dirty} role="img" aria-label={t('dock.files.unsaved', { count: props.dirtyFiles })} />;
  return null;
}

export function Dock(props: DockProps) {
  const { t } = useTranslation();
  const { tab, folded, tall = false } = props;
  const [seen, setSeen] = useState<ReadonlySet<DockTab>>(() => new Set([tab]));
  useEffect(() => setSeen((before) => (before.has(tab) ? before : new Set([...before, tab]))), [tab]);

  const choose = (next: DockTab) => {
    props.onTab(next);
    if (folded) props.onFold(false);
  };
  return (
    <Tabs.Root
      className={css.dock}
      data-folded={folded || undefined}
      value={tab}
      onValueChange={(value) => choose(value as DockTab)}
    >
      <div className={css.strip}>
        <Tabs.List className={css.tabs} aria-label={t('dock.label')} activateOnFocus>
          {DOCK_TABS.map((name) => (
            <Tabs.Tab
              key={name}
              value={name}
              className={css.tab}
              data-testid={`dock-tab-${name}`}
              onClick={() => folded && props.onFold(false)}
            >
              {t(`dock.tabs.${name}`)}
              <Badge tab={name} problems={props.problems} dirtyFiles={props.dirtyFiles} />
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {props.onTall === undefined || folded ? null : (
          <button
            type="button"
            className={ui.icon}
            title={t(tall ? 'dock.restore' : 'dock.maximise')}
            aria-label={t(tall ? 'dock.restore' : 'dock.maximise')}
            onClick={() => props.onTall?.(!tall)}
          >
            {tall ? <Minimize2 size={14} /> : <Maximize2 size={14} />}
          </button>
        )}
        <button
          type="button"
          className={ui.icon}
          title={t(folded ? 'dock.unfold' : 'dock.fold')}
          aria-label={t(folded ? 'dock.unfold' : 'dock.fold')}
          aria-expanded={!folded}
          onClick={() => props.onFold(!folded)}
        >
          {folded ? <ChevronUp size={16} /> : <ChevronDown size={16} />}
        </button>
      </div>
      {DOCK_TABS.map((name) => (
        <Tabs.Panel key={name} value={name} keepMounted className={css.panel} data-testid={`dock-${name}`}>
          {name !== tab && !seen.has(name) ? null : name === 'console' ? (
            <div className={css.beside}>
              <div className={css.main}>{props.panels.console}</div>
              <aside className={css.aside} aria-label={t('dock.timeline.label')}>
                {props.timeline}
              </aside>
            </div>
          ) : (
            props.panels[name]
          )}
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}
