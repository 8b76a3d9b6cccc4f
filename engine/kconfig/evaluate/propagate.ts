/** Brings a state up to date after some symbols were touched: computes what reads them, in order, while something changes. */
import type { KSymbol } from '../language/tree.ts';
import type { Program } from './program.ts';
import { Queue } from './queue.ts';
import type { State } from './state.ts';

export class Propagation {
  private readonly queue: Queue;
  /** By id: symbols of which others read the visibility, because a choice that they are no member of names them. */
  private readonly watched: Uint8Array;

  constructor(private readonly program: Program) {
    this.queue = new Queue(program.rank);
    this.watched = new Uint8Array(program.symbols.length);
    for (const { symbol, members } of program.choices)
      for (const { value } of program.symbols[symbol.id]?.defaults ?? [])
        if (value.op === 'symbol' && !members.includes(value.symbol)) this.watched[value.symbol.id] = 1;
  }

  /** Gives the symbols of which anything changed. */
  run(state: State, touched: Iterable<number>): ReadonlySet<KSymbol> {
    const { queue } = this;
    const changed = new Set<KSymbol>();
    for (const id of touched) this.schedule(id);
    for (let id = queue.take(); id !== undefined; id = queue.take()) {
      const circle = this.program.circles.get(id);
      if (circle === undefined) this.single(state, id, changed);
      else this.together(state, circle, changed);
    }
    return changed;
  }

  /** The members of a circle follow each other in the order; the first one stands for all. */
  private schedule(id: number): void {
    this.queue.add(this.program.circles.get(id)?.[0] ?? id);
  }

  private single(state: State, id: number, changed: Set<KSymbol>): void {
    const { tri, visible, depends, selected, implied, written, raw, picked, bounds } = state;
    const [t, v, d, s, i, w] = [tri[id], visible[id], depends[id], selected[id], implied[id], written[id]];
    const text = raw[id];
    const member = picked[id];
    const range = bounds[id];
    state.compute(id);
    const now = bounds[id];
    const read =
      tri[id] !== t || raw[id] !== text || picked[id] !== member || (visible[id] !== v && this.watched[id] === 1);
    if (
      !read &&
      visible[id] === v &&
      depends[id] === d &&
      selected[id] === s &&
      implied[id] === i &&
      written[id] === w &&
      now?.low === range?.low &&
      now?.high === range?.high
    )
      return;
    const own = this.program.symbols[id];
    if (own !== undefined) changed.add(own.symbol);
    if (read) for (const reader of this.program.readers[id] ?? []) this.schedule(reader);
  }

  /** What a circle gives must not hang on what it was before: it starts from nothing, as a whole evaluation does. */
  private together(state: State, circle: readonly number[], changed: Set<KSymbol>): void {
    const before = circle.map((id) => snapshot(state, id));
    for (const id of circle) state.reset(id);
    for (const id of circle) state.compute(id);
    circle.forEach((id, at) => {
      const now = snapshot(state, id);
      if (now.every((value, index) => value === before[at]?.[index])) return;
      const own = this.program.symbols[id];
      if (own !== undefined) changed.add(own.symbol);
      for (const reader of this.program.readers[id] ?? [])
        if (this.program.circles.get(reader) !== circle) this.schedule(reader);
    });
  }
}

function snapshot(state: State, id: number): readonly unknown[] {
  const { tri, visible, depends, selected, implied, written, raw, picked, bounds } = state;
  const values = [tri, visible, depends, selected, implied, written, raw, picked].map((each) => each[id]);
  return [...values, bounds[id]?.low, bounds[id]?.high];
}
