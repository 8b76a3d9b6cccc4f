/** Ids to compute, the lowest rank first; each is in it once. A binary heap. */
export class Queue {
  private readonly heap: number[] = [];
  private readonly waiting = new Set<number>();

  constructor(private readonly rank: Int32Array) {}

  private before(a: number, b: number): boolean {
    return (this.rank[a] ?? 0) < (this.rank[b] ?? 0);
  }

  add(id: number): void {
    if (this.waiting.has(id)) return;
    this.waiting.add(id);
    const { heap } = this;
    let at = heap.length;
    heap.push(id);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up] ?? 0;
      if (!this.before(id, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = id;
  }

  /** Takes it out without its turn. */
  drop(id: number): void {
    this.waiting.delete(id);
  }

  take(): number | undefined {
    for (;;) {
      const first = this.pop();
      if (first === undefined || this.waiting.delete(first)) return first;
    }
  }

  private pop(): number | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.before(heap[child + 1] ?? 0, heap[child] ?? 0)) child++;
      const least = heap[child] ?? 0;
      if (!this.before(least, last)) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
