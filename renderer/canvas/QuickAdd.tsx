import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { matches } from '../palette/search.ts';
import { useCatalog } from '../state/catalog.ts';
import { addAt } from '../state/compose.ts';
import { useDocument } from '../state/document.ts';
import { addableFor } from '../state/fit.ts';
import { bytes } from '../state/format.ts';
import { categoryColour, findPort } from '../state/ports.ts';
import { setUi, useUi } from '../state/ui.ts';
import { canvasApi } from './api.ts';

const WIDTH = 290;
const HEIGHT = 300;

/** The palette at the place where a wire was dropped, filtered to what fits; the node arrives wired. */
export function QuickAdd() {
  const request = useUi((state) => state.quickAdd);
  return request === null ? null : <List key={`${request.x},${request.y}`} request={request} />;
}

function List({ request }: { readonly request: NonNullable<ReturnType<typeof useUi.getState>['quickAdd']> }) {
  const { t } = useTranslation();
  const catalog = useCatalog((state) => state.catalog);
  const composition = useDocument((state) => state.composition);
  const target = useUi((state) => state.target);
  const [needle, setNeedle] = useState('');
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const port = useMemo(
    () => (request.port === null ? undefined : findPort(catalog, composition, target, request.port)),
    [request.port, catalog, composition, target],
  );
  const all = useMemo(() => (port === undefined ? [] : addableFor(catalog, target, port)), [catalog, target, port]);
  const shown = useMemo(() => {
    const hits = matches(
      all.map(({ microlib }) => microlib),
      needle,
    );
    return hits.flatMap((microlib) => all.filter((choice) => choice.microlib === microlib));
  }, [all, needle]);
  const close = () => setUi({ quickAdd: null });
  const pick = (microlib: string) => {
    close();
    const place = canvasApi()?.toCanvas(request);
    if (place === undefined) return;
    const left = request.port?.side === 'provides';
    addAt(microlib, { x: place.x - (left ? 190 : 0), y: place.y - 46 }, request.port);
  };
  const left = Math.max(8, Math.min(request.x, window.innerWidth - WIDTH - 8));
  const top = Math.max(8, Math.min(request.y, window.innerHeight - HEIGHT - 8));
  return (
    <section
      className="quick-add"
      style={{ left, top, width: WIDTH, maxHeight: HEIGHT }}
      aria-label={t('quickAdd.label')}
      data-testid="quick-add"
    >
      <input
        ref={field}
        value={needle}
        placeholder={port === undefined ? t('palette.search') : t(`quickAdd.${port.side}`, { api: port.api })}
        aria-label={t('palette.search')}
        onChange={(event) => {
          setNeedle(event.target.value);
          setAt(0);
        }}
        onBlur={(event) => {
          if (!event.currentTarget.parentElement?.contains(event.relatedTarget)) close();
        }}
        onKeyDown={(event) => {
          const choice = shown[at];
          if (event.key === 'Escape') close();
          else if (event.key === 'ArrowDown') setAt(Math.min(at + 1, shown.length - 1));
          else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
          else if (event.key === 'Enter' && choice !== undefined) pick(choice.microlib.name);
          else return;
          event.preventDefault();
        }}
      />
      {shown.length === 0 ? <p className="none">{t('quickAdd.none')}</p> : null}
      <ul>
        {shown.map(({ microlib, bytes: cost }, index) => (
          <li key={microlib.name}>
            <button
              type="button"
              className={index === at ? 'at' : ''}
              onPointerEnter={() => setAt(index)}
              onClick={() => pick(microlib.name)}
            >
              <i style={{ background: categoryColour(microlib.category) }} />
              <span>
                <b>{microlib.title}</b>
                <small>{microlib.choose ?? microlib.summary}</small>
              </span>
              <em>{cost === null ? '' : bytes(cost)}</em>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
