import { SERIES_KINDS } from '../core/series.ts';
import type { SeriesKind } from '../core/series.ts';
import type { StepBlock } from '../core/step-block.ts';
import type { Millis } from '../core/time.ts';
import type { StepState, StoredSeries } from '../storage/ports.ts';
import { grown, roomFor } from './grow.ts';
import type { SeriesTable } from './series-table.ts';

/** What takes the output of pre-processing. */
export interface PreprocessOutput {
  /** New series; always before the first block that has one of them. */
  series(added: readonly StoredSeries[]): void;
  /** A closed (or revised) step of one of the tenant's clocks; its arrays are valid only during the call. */
  block(block: StepBlock, clock: ClockName): void;
  /** Mergeable state of request steps that just closed or were revised. */
  stepStates(states: readonly StepState[]): void;
}

/** The clock that closed a step: of the present or of history. */
export type ClockName = 'live' | 'history';

/** The code of a kind in `StepBlock.kind`. */
export const kindCode = (kind: SeriesKind): number => SERIES_KINDS.indexOf(kind);

/** Builds blocks row by row in columns that are used again and again, and hands them out. */
export class Emission {
  /** Offset of the entry that is being applied. */
  offset = 0;
  count = 0;
  /** The clock whose steps are being closed. */
  clock: ClockName = 'live';
  private series: Uint32Array = new Uint32Array(256);
  private kind: Uint8Array = new Uint8Array(256);
  private value: Float64Array = new Float64Array(256);
  private weight: Float64Array = new Float64Array(256);
  private flags: Uint8Array = new Uint8Array(256);
  private states: StepState[] = [];
  /** States that the entry made, by key and step; the store does not show an entry its own versions. */
  private readonly made = new Map<string, Uint8Array>();
  private out: PreprocessOutput | undefined;
  private readonly table: SeriesTable;

  constructor(table: SeriesTable) {
    this.table = table;
  }

  begin(offset: number, out: PreprocessOutput): void {
    this.offset = offset;
    this.out = out;
  }

  /** Adds a row to the block that is being built; ordinals must come in ascending order. */
  row(ordinal: number, kind: number, value: number, weight: number, flags: number): void {
    const i = this.count++;
    if (i >= this.series.length) this.reserve(i + 1);
    this.series[i] = ordinal;
    this.kind[i] = kind;
    this.value[i] = value;
    this.weight[i] = weight;
    this.flags[i] = flags;
  }

  /** Hands out the block, when it has rows. */
  block(time: Millis, step: Millis, revision: number): void {
    const { count } = this;
    this.count = 0;
    if (count === 0) return;
    this.flushSeries();
    const block: StepBlock = {
      time,
      step,
      count,
      series: this.series.subarray(0, count),
      kind: this.kind.subarray(0, count),
      value: this.value.subarray(0, count),
      weight: this.weight.subarray(0, count),
      flags: this.flags.subarray(0, count),
      revision,
    };
    this.out?.block(block, this.clock);
  }

  /** The state of a step that this entry made, if it did. */
  madeNow(key: string, step: Millis): Uint8Array | undefined {
    return this.made.get(`${step} ${key}`);
  }

  /** Queues the state of a step. `shared`: the subject is in both clocks, so this entry may need it again. */
  state(key: string, step: Millis, bytes: Uint8Array, shared: boolean): void {
    if (shared) this.made.set(`${step} ${key}`, bytes);
    this.states.push({ key, step, offset: this.offset, bytes });
  }

  /** Hands out the states that were made since the last time. */
  flushStates(): void {
    if (this.states.length === 0) return;
    this.out?.stepStates(this.states);
    this.states = [];
  }

  /** Ends the entry: nothing stays behind. */
  end(): void {
    this.flushSeries();
    this.flushStates();
    this.made.clear();
    this.out = undefined;
  }

  private flushSeries(): void {
    if (this.table.added.length === 0) return;
    const { added } = this.table;
    this.table.added = [];
    this.out?.series(added);
  }

  private reserve(needed: number): void {
    const capacity = roomFor(this.series.length, needed);
    this.series = grown(this.series, capacity);
    this.kind = grown(this.kind, capacity);
    this.value = grown(this.value, capacity);
    this.weight = grown(this.weight, capacity);
    this.flags = grown(this.flags, capacity);
  }
}
