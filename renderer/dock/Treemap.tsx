import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bytes as formatBytes } from '../state/format.ts';
import type { Part, SizeLine } from './sizeRows.ts';
import { isPseudo } from './sizeRows.ts';
import css from './sizes.module.css';
import { treemapTiles } from './treemapTiles.ts';
import type { ColourOf } from './types.ts';

interface Props {
  readonly lines: readonly SizeLine[];
  /** Which of its bytes count. */
  readonly parts: readonly Part[];
  readonly colour: ColourOf;
  readonly hover: string | null;
  readonly onHover: (name: string | null) => void;
  readonly onOpen?: (component: string) => void;
}

/** The element's size in pixels, followed as it changes. */
function useSize() {
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const observer = new ResizeObserver(() =>
      setSize({ width: Math.floor(target.clientWidth), height: Math.floor(target.clientHeight) }),
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, []);
  return [element, size] as const;
}

/** Area is bytes: a tile a component, shaded by section. The table beside it says the same for readers. */
export function Treemap({ lines, parts, colour, hover, onHover, onOpen }: Props) {
  const { t } = useTranslation();
  const [element, { width, height }] = useSize();
  const tiles = useMemo(() => treemapTiles(lines, width, height, parts), [lines, parts, width, height]);
  return (
    <div
      ref={element}
      className={css.treemap}
      role="img"
      aria-label={t('dock.sizes.treemap')}
      data-testid="treemap"
      onPointerLeave={() => onHover(null)}
    >
      {tiles.map((tile) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: a picture of the table, whose names are buttons
        // biome-ignore lint/a11y/noStaticElementInteractions: as above
        <div
          key={tile.name}
          className={css.tile}
          data-hover={hover === tile.name || undefined}
          style={{
            left: tile.x,
            top: tile.y,
            width: tile.width,
            height: tile.height,
            ['--tile' as string]: colour(tile.name) ?? 'var(--line-strong)',
          }}
          title={[
            tile.name,
            ...tile.parts.map((part) => `${t(`dock.sizes.columns.${part.section}`)} ${formatBytes(part.bytes)}`),
          ].join('\n')}
          onPointerEnter={() => onHover(tile.name)}
          onClick={() => !isPseudo(tile.name) && onOpen?.(tile.name)}
        >
          {tile.parts.map((part) => (
            <i
              key={part.section}
              className={css.part}
              data-section={part.section}
              style={{ left: part.x - tile.x, top: part.y - tile.y, width: part.width, height: part.height }}
            />
          ))}
          {tile.width > 46 && tile.height > 20 ? (
            <span className={css.tileText}>
              <b>{tile.name}</b>
              {tile.height > 38 ? <span>{formatBytes(tile.total)}</span> : null}
            </span>
          ) : null}
        </div>
      ))}
    </div>
  );
}
