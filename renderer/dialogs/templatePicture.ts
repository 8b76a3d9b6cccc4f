/** A small picture of a template's graph, from its microlibs alone: callers left, providers right, likely wires. */
import type { MicrolibLook } from './types.ts';

export interface PictureNode {
  readonly name: string;
  readonly colour: string;
  readonly x: number;
  readonly y: number;
}

export interface Picture {
  readonly nodes: readonly PictureNode[];
  /** Bézier paths from a caller's right edge to a provider's left edge, with the provider's colour. */
  readonly wires: readonly { readonly path: string; readonly colour: string }[];
}

export const NODE_WIDTH = 46;
export const NODE_HEIGHT = 18;

/**
 * Columns by the longest chain of requirements that leads to a microlib; the depth is bounded by the number of
 * microlibs, so a cycle ends. Known microlibs only.
 */
export function templatePicture(
  microlibs: readonly string[],
  look: (microlib: string) => MicrolibLook | undefined,
  width: number,
  height: number,
): Picture {
  const items = [...new Set(microlibs)].flatMap((name) => {
    const known = look(name);
    return known === undefined ? [] : [{ name, ...known }];
  });
  const edges = items.flatMap((from) =>
    from.requires.flatMap((api) => {
      const to = items.find((item) => item !== from && item.provides.includes(api));
      return to === undefined ? [] : [{ from: from.name, to: to.name }];
    }),
  );
  const depth = new Map(items.map((item) => [item.name, 0]));
  for (let round = 0; round < items.length; round += 1)
    for (const { from, to } of edges) {
      const least = Math.min((depth.get(from) ?? 0) + 1, items.length - 1);
      if ((depth.get(to) ?? 0) < least && round < items.length - 1) depth.set(to, least);
    }
  // Depths that a cycle has driven up leave gaps: close them.
  const used = [...new Set(depth.values())].sort((a, b) => a - b);
  const columns = used.map((level) => items.filter((item) => depth.get(item.name) === level));
  const place = (index: number, count: number, room: number, size: number) =>
    count === 1 ? (room - size) / 2 : (index * (room - size)) / (count - 1);
  const nodes = columns.flatMap((column, c) =>
    column.map((item, r): PictureNode => {
      const rows = Math.min(height, column.length * (NODE_HEIGHT + 14));
      const top = (height - rows) / 2;
      const x = place(c, columns.length, width, NODE_WIDTH);
      return { name: item.name, colour: item.colour, x, y: top + place(r, column.length, rows, NODE_HEIGHT) };
    }),
  );
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const wires = edges.flatMap(({ from, to }) => {
    const [a, b] = [byName.get(from), byName.get(to)];
    if (a === undefined || b === undefined || b.x <= a.x) return [];
    const [x1, y1, x2, y2] = [a.x + NODE_WIDTH, a.y + NODE_HEIGHT / 2, b.x, b.y + NODE_HEIGHT / 2];
    const bend = Math.max(12, (x2 - x1) / 2);
    return [{ path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, colour: b.colour }];
  });
  return { nodes, wires };
}
