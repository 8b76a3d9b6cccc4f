/** Calls on traced wires: a row each, the newest below; all of them or those of one wire. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { Footprints } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { duration } from '../state/format.ts';
import { Select } from '../ui/Select.tsx';
import { Empty } from './Empty.tsx';
import css from './trace.module.css';
import type { TracePanelProps } from './types.ts';

const LINE = 22;

export function TracePanel({ trace, colour, onOpen }: TracePanelProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [wire, setWire] = useState(-1);
  const wires = useMemo(
    () => [...new Map(trace.calls.map((call) => [call.wire, `${call.from} → ${call.to}`]))],
    [trace.calls],
  );
  // A wire that the last boot does not trace shows nothing: then all are meant.
  const shown = wires.some(([index]) => index === wire) ? wire : -1;
  const calls = useMemo(
    () => (shown < 0 ? trace.calls : trace.calls.filter((call) => call.wire === shown)),
    [trace.calls, shown],
  );
  const virtual = useVirtualizer({
    count: calls.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 12,
  });
  // Whoever looks at the end follows it; whoever has scrolled back reads on undisturbed.
  const following = useRef(true);
  useEffect(() => {
    if (following.current && calls.length > 0) virtual.scrollToIndex(calls.length - 1, { align: 'end' });
  }, [calls.length, virtual]);
  if (trace.calls.length === 0)
    return (
      <Empty icon={<Footprints size={22} />} title={t('dock.trace.emptyTitle')} text={t('dock.trace.emptyText')} />
    );
  return (
    <div className={css.panel} data-testid="trace">
      <div className={css.bar}>
        <Select
          value={String(shown)}
          className="small"
          label={t('dock.trace.wire')}
          testId="trace-wire"
          choices={[
            { value: '-1', label: t('dock.trace.all') },
            ...wires.map(([index, label]) => ({ value: String(index), label })),
          ]}
          onChange={(next) => setWire(Number(next))}
        />
        <span>{t('dock.trace.calls', { count: calls.length })}</span>
        {trace.dropped === 0 ? null : (
          <span className={css.dropped}>{t('dock.trace.dropped', { count: trace.dropped })}</span>
        )}
      </div>
      <div
        ref={scroller}
        className={css.scroller}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          following.current = scrollHeight - scrollTop - clientHeight < LINE;
        }}
      >
        <ul className={css.rows} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const call = calls[index];
            if (call === undefined) return null;
            const component = call.from.slice(0, call.from.indexOf('.'));
            return (
              <li
                key={call.number}
                className={css.row}
                style={{ transform: `translateY(${start}px)` }}
                data-testid="trace-call"
              >
                <span className={css.time}>{(call.beginNs / 1e6).toFixed(3)} ms</span>
                <button type="button" className={css.wire} onClick={() => onOpen?.(call.wire)}>
                  <i style={{ background: colour(component) ?? 'var(--faint)' }} aria-hidden />
                  {call.from} → {call.to}
                </button>
                <code className={css.call}>
                  {call.function}({[...call.arguments, ...(call.more ? ['…'] : [])].join(', ')})
                  {call.result === null ? null : <b> = {call.result}</b>}
                </code>
                <span className={css.length}>
                  {call.endNs === null ? t('dock.trace.open') : duration(call.endNs - call.beginNs)}
                </span>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}
