/** The course of a wire: from a required port at the right of a node to a provided one at the left of another. */

/** Radius of the turns of a wire that goes back, canvas pixels. */
const TURN = 14;

/**
 * An SVG path. Forwards it is one soft curve; backwards (the provider stands left of the user) it goes around below
 * both ends, so that it is not hidden by the nodes.
 */
export function wirePath(x1: number, y1: number, x2: number, y2: number, below: number): string {
  const run = x2 - x1;
  if (run > 24) {
    const pull = Math.min(Math.max(run * 0.5, 40), 160);
    return `M${x1},${y1} C${x1 + pull},${y1} ${x2 - pull},${y2} ${x2},${y2}`;
  }
  const out = x1 + 26;
  const back = x2 - 26;
  const r = TURN;
  return [
    `M${x1},${y1}`,
    `H${out - r} Q${out},${y1} ${out},${y1 + r}`,
    `V${below - r} Q${out},${below} ${out - r},${below}`,
    `H${back + r} Q${back},${below} ${back},${below - r}`,
    `V${y2 + (below > y2 ? r : -r)} Q${back},${y2} ${back + r},${y2}`,
    `H${x2}`,
  ].join(' ');
}

/** Where a chip stands on the wire. */
export function chipAt(x1: number, y1: number, x2: number, y2: number, below: number): { x: number; y: number } {
  return x2 - x1 > 24 ? { x: (x1 + x2) / 2, y: (y1 + y2) / 2 } : { x: (x1 + x2) / 2, y: below };
}
