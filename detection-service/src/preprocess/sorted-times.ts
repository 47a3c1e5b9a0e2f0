import type { Millis } from '../core/time.ts';

/** A set of times that mostly grows at its end and shrinks at its beginning; its ends are known at once. */
export class SortedTimes {
  private times: Millis[] = [];
  /** Index of the first time that is still in the set. */
  private head = 0;

  get size(): number {
    return this.times.length - this.head;
  }

  /** The earliest, +∞ when empty. */
  get first(): Millis {
    return this.times[this.head] ?? Number.POSITIVE_INFINITY;
  }

  /** The latest, −1 when empty. */
  get last(): Millis {
    return this.size === 0 ? -1 : (this.times[this.times.length - 1] as Millis);
  }

  /** Adds a time, once. */
  add(time: Millis): void {
    const at = this.indexOf(time);
    if (this.times[at] !== time) this.times.splice(at, 0, time);
  }

  delete(time: Millis): void {
    const at = this.indexOf(time);
    if (this.times[at] !== time) return;
    if (at !== this.head) {
      this.times.splice(at, 1);
      return;
    }
    this.head++;
    if (this.head * 2 < this.times.length || this.head < 16) return;
    this.times = this.times.slice(this.head);
    this.head = 0;
  }

  values(): readonly Millis[] {
    return this.times.slice(this.head);
  }

  /** Where a time is, or would be. */
  private indexOf(time: Millis): number {
    if (time > this.last) return this.times.length;
    let low = this.head;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.times[middle] as Millis) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
