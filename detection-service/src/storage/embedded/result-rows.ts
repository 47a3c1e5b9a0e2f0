import type { SeriesResults } from '../ports.ts';

/** Rows of one series in columns that grow; one object is filled and emptied over and over. */
export class ResultRows {
  length = 0;
  #capacity = 0;
  time = new Float64Array(0);
  value = new Float64Array(0);
  expected = new Float32Array(0);
  lower = new Float32Array(0);
  upper = new Float32Array(0);
  score = new Float32Array(0);
  revision = new Uint32Array(0);
  status = new Uint8Array(0);
  flags = new Uint8Array(0);
  /** The same bytes as `value` (low word first), `expected`, `lower`, `upper` and `score`. */
  valueWords = new Int32Array(0);
  expectedWords = new Int32Array(0);
  lowerWords = new Int32Array(0);
  upperWords = new Int32Array(0);
  scoreWords = new Int32Array(0);

  constructor(capacity = 64) {
    this.reserve(capacity);
  }

  /** Makes room for `count` rows more. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.#capacity) return;
    const capacity = Math.max(needed, this.#capacity * 2);
    this.time = copied(this.time, new Float64Array(capacity));
    this.value = copied(this.value, new Float64Array(capacity));
    this.expected = copied(this.expected, new Float32Array(capacity));
    this.lower = copied(this.lower, new Float32Array(capacity));
    this.upper = copied(this.upper, new Float32Array(capacity));
    this.score = copied(this.score, new Float32Array(capacity));
    this.revision = copied(this.revision, new Uint32Array(capacity));
    this.status = copied(this.status, new Uint8Array(capacity));
    this.flags = copied(this.flags, new Uint8Array(capacity));
    this.valueWords = new Int32Array(this.value.buffer);
    this.expectedWords = new Int32Array(this.expected.buffer);
    this.lowerWords = new Int32Array(this.lower.buffer);
    this.upperWords = new Int32Array(this.upper.buffer);
    this.scoreWords = new Int32Array(this.score.buffer);
    this.#capacity = capacity;
  }

  /** Copies row `from` over row `to`. */
  move(from: number, to: number): void {
    if (from === to) return;
    this.time[to] = this.time[from] as number;
    this.value[to] = this.value[from] as number;
    this.expected[to] = this.expected[from] as number;
    this.lower[to] = this.lower[from] as number;
    this.upper[to] = this.upper[from] as number;
    this.score[to] = this.score[from] as number;
    this.revision[to] = this.revision[from] as number;
    this.status[to] = this.status[from] as number;
    this.flags[to] = this.flags[from] as number;
  }

  /** Keeps the rows from `start` on whose time lies in `[from, to)`. */
  keepWithin(start: number, from: number, to: number): void {
    let kept = start;
    for (let i = start; i < this.length; i++) {
      const time = this.time[i] as number;
      if (time >= from && time < to) this.move(i, kept++);
    }
    this.length = kept;
  }

  /** Orders by time and keeps the newest revision of each; of equal revisions the one that was added last. */
  settle(): void {
    if (this.#ascending()) return;
    const { time, revision } = this;
    const order = Array.from({ length: this.length }, (_, i) => i).sort(
      (a, b) => (time[a] as number) - (time[b] as number) || (revision[a] as number) - (revision[b] as number) || a - b
    );
    const newest = order.filter((row, i) => time[row] !== time[order[i + 1] ?? -1]);
    const copy = new ResultRows(newest.length);
    copy.#take(this, newest);
    this.length = 0;
    this.reserve(newest.length);
    this.#take(
      copy,
      newest.map((_, i) => i)
    );
  }

  #ascending(): boolean {
    for (let i = 1; i < this.length; i++) {
      if ((this.time[i] as number) <= (this.time[i - 1] as number)) return false;
    }
    return true;
  }

  #take(from: ResultRows, rows: readonly number[]): void {
    for (const [to, row] of rows.entries()) {
      this.time[to] = from.time[row] as number;
      this.value[to] = from.value[row] as number;
      this.expected[to] = from.expected[row] as number;
      this.lower[to] = from.lower[row] as number;
      this.upper[to] = from.upper[row] as number;
      this.score[to] = from.score[row] as number;
      this.revision[to] = from.revision[row] as number;
      this.status[to] = from.status[row] as number;
      this.flags[to] = from.flags[row] as number;
    }
    this.length = rows.length;
  }

  /** A copy that stays. */
  toResults(): SeriesResults {
    const end = this.length;
    return {
      time: this.time.slice(0, end),
      value: this.value.slice(0, end),
      status: this.status.slice(0, end),
      score: this.score.slice(0, end),
      expected: this.expected.slice(0, end),
      lower: this.lower.slice(0, end),
      upper: this.upper.slice(0, end),
      flags: this.flags.slice(0, end),
      revision: this.revision.slice(0, end),
    };
  }
}

function copied<A extends Float64Array | Float32Array | Uint32Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
