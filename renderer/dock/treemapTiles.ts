/** Layout of the size treemap: one tile per component and section, grouped by component. */
import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import type { Part, SizeLine } from './sizeRows.ts';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ComponentTile extends Rect {
  readonly name: string;
  readonly microlib: string;
  readonly total: number;
  readonly parts: readonly (Rect & { readonly section: Part; readonly bytes: number })[];
}

interface Datum {
  readonly line?: SizeLine;
  readonly section?: Part;
  readonly bytes?: number;
  readonly children?: readonly Datum[];
}

/**
 * Tiles that fill `width` × `height` pixels, area in proportion to bytes, largest first. Components without bytes have
 * none. `sections` says which count: bss takes memory but no room in the image.
 */
export function treemapTiles(
  lines: readonly SizeLine[],
  width: number,
  height: number,
  sections: readonly Part[],
): ComponentTile[] {
  const children = lines
    .map(
      (line): Datum => ({
        line,
        children: sections.filter((s) => line[s] > 0).map((section) => ({ section, bytes: line[section] })),
      }),
    )
    .filter((datum) => (datum.children?.length ?? 0) > 0);
  if (children.length === 0 || width <= 0 || height <= 0) return [];
  const root = hierarchy<Datum>({ children }, (datum) => datum.children as Datum[] | undefined)
    .sum((datum) => datum.bytes ?? 0)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const laid = treemap<Datum>().size([width, height]).tile(treemapSquarify).paddingOuter(0).round(true)(root);
  const rect = (node: { x0: number; y0: number; x1: number; y1: number }): Rect => ({
    x: node.x0,
    y: node.y0,
    width: node.x1 - node.x0,
    height: node.y1 - node.y0,
  });
  return (laid.children ?? []).flatMap((node) => {
    const line = node.data.line;
    if (line === undefined) return [];
    const parts = (node.children ?? []).flatMap((leaf) => {
      const section = leaf.data.section;
      return section === undefined ? [] : [{ ...rect(leaf), section, bytes: leaf.data.bytes ?? 0 }];
    });
    return [{ ...rect(node), name: line.name, microlib: line.microlib, total: node.value ?? 0, parts }];
  });
}
