import { Monitor, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { perform } from '../actions/registry.ts';
import type { ConnectionState } from '../engine/client.ts';
import { systemLanguage } from '../i18n.ts';
import { useChecks } from '../state/checks.ts';
import { useDocument } from '../state/document.ts';
import { bytes, duration } from '../state/format.ts';
import { isBoot, lastBoot, useJobs } from '../state/jobs.ts';
import { changeSettings, useSettings } from '../state/settings.ts';
import { setUi, useUi } from '../state/ui.ts';

/** What the machine is doing: a word, and how it is coloured. */
function useActivity(connection: ConnectionState): readonly [string, string] {
  const { t } = useTranslation();
  const job = useJobs((state) => state.jobs.findLast(({ kind }) => kind !== 'export'));
  const starting = useJobs((state) => state.starting);
  if (connection === 'lost') return ['bad', t('status.lost')];
  if (starting !== null) return ['busy', t('status.starting')];
  if (job === undefined) return ['idle', t('status.idle')];
  if (job.state === 'running') {
    if (job.phase === 'running') return ['ok', t('status.running')];
    if (job.phase === 'booting') return ['busy', t('status.booting')];
    if (job.phase === 'fetching') return ['busy', t('status.fetching', { archive: job.fetching })];
    return ['busy', t('status.building')];
  }
  if (job.state === 'cancelled') return ['idle', t('status.stopped')];
  if (job.state === 'failed') return ['bad', t(`status.failed.${job.kind}`)];
  if (isBoot(job.result)) return ['ok', t('status.poweredOff', { status: job.result.exitStatus ?? '–' })];
  return ['ok', t('status.built')];
}

/** When the last component had done its init, after the first began; nanoseconds. */
function useBootTime(): number | null {
  const job = useJobs(lastBoot);
  const inits = job?.timeline.filter(({ phase }) => phase === 'init') ?? [];
  if (inits.length === 0) return null;
  return Math.max(...inits.map(({ endNs }) => endNs)) - Math.min(...inits.map(({ beginNs }) => beginNs));
}

/** The line at the bottom. */
export function StatusLine({ connection }: { readonly connection: ConnectionState }) {
  const { t } = useTranslation();
  const [tone, words] = useActivity(connection);
  const target = useUi((state) => state.target);
  const opened = useDocument((state) => state.info !== null);
  const diagnostics = useChecks((state) => state.diagnostics);
  const empty = useDocument((state) => Object.keys(state.composition.components).length === 0);
  const size = useJobs((state) => state.size);
  const boot = useBootTime();
  const theme = useSettings((state) => state.theme);
  const chosen = useSettings((state) => state.language);
  const language = chosen === 'system' ? systemLanguage() : chosen;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning').length;
  const next = theme === 'dark' ? 'light' : theme === 'light' ? 'system' : 'dark';
  const Glyph = theme === 'dark' ? Moon : theme === 'light' ? Sun : Monitor;
  return (
    <footer className="status-line">
      <span className={`activity ${tone}`} role="status" data-testid="activity">
        <i />
        {words}
      </span>
      {opened ? (
        <button
          type="button"
          data-testid="problems-count"
          className={errors > 0 ? 'bad' : warnings > 0 ? 'warn' : ''}
          onClick={() => perform('view.problems')}
        >
          {errors > 0
            ? `✕ ${t('status.errors', { count: errors })}`
            : warnings > 0
              ? `△ ${t('status.warnings', { count: warnings })}`
              : empty
                ? t('status.empty')
                : `✓ ${t('status.noProblems')}`}
        </button>
      ) : null}
      {size !== null && size.target === target ? (
        <button type="button" onClick={() => setUi({ dock: 'sizes', dockFolded: false })}>
          {t('status.image', { size: bytes(size.report.image) })}
        </button>
      ) : null}
      {boot === null ? null : <span>{t('status.boot', { time: duration(boot) })}</span>}
      <span className="grow" />
      <fieldset aria-label={t('status.language')} className="languages">
        {(
          [
            ['zh', '中文'],
            ['en', 'EN'],
          ] as const
        ).map(([value, name]) => (
          <button
            key={value}
            type="button"
            lang={value}
            aria-pressed={language === value}
            data-testid={`language-${value}`}
            onClick={() => changeSettings({ language: value })}
          >
            {name}
          </button>
        ))}
      </fieldset>
      <button
        type="button"
        data-testid="theme-toggle"
        aria-label={t('status.theme', { theme: t(`theme.${theme}`), next: t(`theme.${next}`) })}
        title={t('status.theme', { theme: t(`theme.${theme}`), next: t(`theme.${next}`) })}
        onClick={() => changeSettings({ theme: next })}
      >
        <Glyph size={14} aria-hidden />
      </button>
    </footer>
  );
}
