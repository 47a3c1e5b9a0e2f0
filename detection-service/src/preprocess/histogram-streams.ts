import type { Entity } from '../core/series.ts';
import type { HistogramBase } from './cumulative.ts';
import type { Track } from './request-steps.ts';
import type { Outcome } from './request-sums.ts';

/** A stream of an ordinary sender that feeds sums: a histogram, or a counter of requests. */
export interface HistogramStream {
  /** A service and its endpoint, or one other histogram. */
  tracks: readonly Track[];
  /** The endpoint that belongs to them as soon as there is room for it. */
  waiting: Entity | undefined;
  readonly outcome: Outcome;
  /** Turns the unit of the buckets into that of the distributions. */
  readonly factor: number;
  /** The newest point of a cumulative histogram. */
  base: HistogramBase | undefined;
}

/** The streams that feed sums, by an index that is used again when a stream is forgotten. */
export class HistogramStreams {
  readonly list: (HistogramStream | undefined)[] = [];
  private free: number[] = [];

  add(stream: HistogramStream): number {
    const index = this.free.pop() ?? this.list.length;
    this.list[index] = stream;
    return index;
  }

  drop(index: number): void {
    this.list[index] = undefined;
    this.free.push(index);
  }

  /** Fills the list from a snapshot. */
  restore(list: readonly (HistogramStream | undefined)[], free: readonly number[]): void {
    this.list.push(...list);
    this.free = [...free];
  }

  get freed(): readonly number[] {
    return this.free;
  }
}
