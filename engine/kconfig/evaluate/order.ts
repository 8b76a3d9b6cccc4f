/**
 * Who reads whom, and an order of evaluation. Nearly every tree has no circle and is not deep: `straightOrder` finds that out
 * and the order at once. Else there are the strongly connected components of the dependency graph (Tarjan 1972, without
 * recursion, so that a chain of 100,000 symbols is no trouble).
 */
import type { Expression, KconfigTree, KSymbol } from '../language/tree.ts';
import { eachSymbol } from '../language/walk.ts';
import type { Compiled, Condition, Program } from './program.ts';
import { straightOrder } from './straight-order.ts';

/** The ids that symbol `own` reads. `strict`: only what the tools count when they look for a circle. */
function reads(
  own: Compiled,
  symbols: readonly Compiled[],
  modules: KSymbol | undefined,
  strict: boolean,
): Set<number> {
  const ids = new Set<number>();
  const visit = (symbol: KSymbol) => {
    if (!symbol.constant) ids.add(symbol.id);
  };
  const condition = (e: Condition | Expression) => {
    if (e !== undefined) eachSymbol(e, visit);
  };
  condition(own.depends);
  for (const { when } of own.prompts) condition(when);
  for (const { value, when } of own.defaults) {
    condition(when);
    // A choice's default is a name, and what it reads of it is its visibility.
    if (own.choice === undefined) condition(value);
  }
  for (const { by, when } of own.selectedBy) {
    visit(by);
    condition(when);
  }
  for (const { by, when } of own.impliedBy) {
    visit(by);
    condition(when);
  }
  for (const when of own.holds) condition(when);
  for (const { low, high, when } of own.ranges) {
    condition(when);
    if (strict) continue;
    visit(low);
    visit(high);
  }
  if (own.choice !== undefined)
    // A choice asks for its members' visibilities.
    for (const member of own.choice.members) {
      const inner = symbols[member.id];
      if (inner === undefined) continue;
      for (const { when } of inner.prompts) condition(when);
      if (strict) for (const id of reads(inner, symbols, modules, true)) ids.add(id);
    }
  if (own.choice !== undefined) {
    for (const { value } of own.defaults)
      if (value.op === 'symbol' && !own.choice.members.includes(value.symbol)) visit(value.symbol);
    ids.delete(own.symbol.id);
  }
  if (own.member !== undefined) ids.add(own.member.symbol.id);
  if (!strict && modules !== undefined && own.symbol.type === 'tristate' && own.symbol !== modules) ids.add(modules.id);
  return ids;
}

interface Components {
  /** Ids; each component whole, and after all that it reads. */
  readonly order: number[];
  /** Components of more than one, or of one that reads itself. */
  readonly circles: number[][];
}

function components(edges: readonly (readonly number[])[]): Components {
  const count = edges.length;
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const next = new Int32Array(count);
  const stack: number[] = [];
  const order: number[] = [];
  const circles: number[][] = [];
  let counter = 0;
  const path: number[] = [];
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue;
    path.push(root);
    while (path.length > 0) {
      const at = path.at(-1) ?? 0;
      if (index[at] === -1) {
        index[at] = counter;
        low[at] = counter++;
        stack.push(at);
        onStack[at] = 1;
      }
      const out = edges[at] ?? [];
      let deeper = false;
      while ((next[at] ?? 0) < out.length) {
        const to = out[next[at] ?? 0] ?? 0;
        next[at] = (next[at] ?? 0) + 1;
        if (index[to] === -1) {
          path.push(to);
          deeper = true;
          break;
        }
        if (onStack[to]) low[at] = Math.min(low[at] ?? 0, index[to] ?? 0);
      }
      if (deeper) continue;
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[at] ?? 0);
      if (low[at] !== index[at]) continue;
      const component: number[] = [];
      for (;;) {
        const member = stack.pop() ?? at;
        onStack[member] = 0;
        component.push(member);
        if (member === at) break;
      }
      component.sort((a, b) => a - b);
      order.push(...component);
      if (component.length > 1 || out.includes(at)) circles.push(component);
    }
  }
  return { order, circles };
}

/** A shortest way from the first symbol of a circle back to it. */
function path(circle: readonly number[], edges: readonly (readonly number[])[]): number[] {
  const inside = new Set(circle);
  const start = circle[0] ?? 0;
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (let head = 0; head < queue.length; head++) {
    const at = queue[head] ?? start;
    for (const to of edges[at] ?? []) {
      if (to === start) {
        const way = [start];
        for (let back = at; back !== start; back = cameFrom.get(back) ?? start) way.unshift(back);
        return [start, ...way];
      }
      if (!inside.has(to) || cameFrom.has(to)) continue;
      cameFrom.set(to, at);
      queue.push(to);
    }
  }
  return [start, start];
}

/** Both of a tree, each found when it is asked for first: to evaluate a tree once the order alone is enough. */
export class Dependencies implements Program {
  private edges: readonly (readonly number[])[] | undefined;
  private knownRank: Int32Array | undefined;
  private knownReaders: number[][] | undefined;
  private readonly inCircle = new Map<number, readonly number[]>();
  private knownOrder: Int32Array | undefined;
  private knownCycles: readonly (readonly KSymbol[])[] | undefined;

  constructor(
    readonly tree: KconfigTree,
    readonly symbols: readonly Compiled[],
    readonly choices: Program['choices'],
    readonly conditions: Program['conditions'],
  ) {}

  get order(): Int32Array {
    if (this.knownOrder === undefined) {
      this.knownOrder = straightOrder(this.symbols, this.tree.modules);
      if (this.knownOrder === undefined) {
        const { order, circles } = components(this.everyEdge());
        for (const circle of circles) for (const id of circle) this.inCircle.set(id, circle);
        this.knownOrder = Int32Array.from(order);
      }
    }
    return this.knownOrder;
  }

  get circles(): ReadonlyMap<number, readonly number[]> {
    if (this.knownOrder === undefined) void this.order;
    return this.inCircle;
  }

  get rank(): Int32Array {
    if (this.knownRank === undefined) {
      const rank = new Int32Array(this.symbols.length);
      this.order.forEach((id, at) => {
        rank[id] = at;
      });
      this.knownRank = rank;
    }
    return this.knownRank;
  }

  get readers(): readonly (readonly number[])[] {
    if (this.knownReaders === undefined) {
      const readers: number[][] = this.symbols.map(() => []);
      this.everyEdge().forEach((out, id) => {
        for (const to of out) readers[to]?.push(id);
      });
      this.knownReaders = readers;
    }
    return this.knownReaders;
  }

  get cycles(): readonly (readonly KSymbol[])[] {
    this.knownCycles ??= this.findCycles();
    return this.knownCycles;
  }

  private everyEdge(): readonly (readonly number[])[] {
    this.edges ??= this.symbols.map((own) => [...reads(own, this.symbols, this.tree.modules, false)]);
    return this.edges;
  }

  private findCycles(): readonly (readonly KSymbol[])[] {
    const { circles, symbols, tree } = this;
    if (circles.size === 0) return [];
    const strict = symbols.map((own) =>
      circles.has(own.symbol.id) ? [...reads(own, symbols, tree.modules, true)] : [],
    );
    return components(strict).circles.map((circle) => path(circle, strict).map((id) => tree.symbols[id] as KSymbol));
  }
}
