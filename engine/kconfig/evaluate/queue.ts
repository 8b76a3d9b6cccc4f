/** Ids to compute, the lowest rank first; each is in it once. A binary heap in arrays that are made once. */
export class Queue {
  private readonly heap: Int32Array;
  private readonly waiting: Uint8Array;
  private count = 0;

  constructor(private readonly rank: Int32Array) {
    // What was dropped stays in the heap until its turn, and may be added again meanwhile.
    this.heap = new Int32Array(2 * rank.length + 1);
    this.waiting = new Uint8Array(rank.length);
  }

  private rankOf(id: number): number {
    return this.rank[id] as number;
  }

  add(id: number): void {
    if (this.waiting[id] === 1) return;
    this.waiting[id] = 1;
    const { heap } = this;
    const rank = this.rankOf(id);
    let at = this.count++;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up] as number;
      if (this.rankOf(parent) <= rank) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = id;
  }

  /** Takes the first one out; undefined where there is none. */
  take(): number | undefined {
    if (this.count === 0) return undefined;
    const { heap } = this;
    const first = heap[0] as number;
    this.waiting[first] = 0;
    const last = heap[--this.count] as number;
    const { count } = this;
    const rank = this.rankOf(last);
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      if (child + 1 < count && this.rankOf(heap[child + 1] as number) < this.rankOf(heap[child] as number)) child++;
      const least = heap[child] as number;
      if (this.rankOf(least) >= rank) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
