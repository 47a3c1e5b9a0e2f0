import type { StateArray } from '../../core/state.ts';
import { grown, nextCapacity } from './grow.ts';
import { BINS } from './step-constants.ts';

/** Numbers per series in `LevelState.fields`, and what each is. Append only: snapshots hold them. */
export const FIELDS = 23;
/** Samples learned; time of the first and the last one; smoothed distance of samples. */
export const N = 0;
export const FIRST = 1;
export const LAST = 2;
export const DISTANCE = 3;
/** Levels: fast (one hour), slow (twelve hours), of the day. */
export const FAST = 4;
export const SLOW = 5;
export const DAILY = 6;
/** Mean absolute deviation from the fast level, scaled to a standard deviation. */
export const NOISE = 7;
/** Mean absolute error with the profile and without it. */
export const ERROR_WITH = 8;
export const ERROR_WITHOUT = 9;
/** The last two standardised deviations and deviations. */
export const Z1 = 10;
export const Q1 = 11;
export const Z2 = 12;
export const Q2 = 13;
/** The short and the slow mean of deviations, and the usual size of each. */
export const SHORT = 14;
export const LONG = 15;
export const SHORT_SIZE = 16;
export const LONG_SIZE = 17;
/** Mean absolute deviation over four days, and of the current bin of the day. */
export const SPREAD_MEAN = 18;
export const SPREAD_HERE = 19;
/** The bin of the last sample, and the strongest evidence in it so far, up and down. */
export const AT = 20;
export const PEAK_UP = 21;
export const PEAK_DOWN = 22;

/** Offsets within the four rows of `LevelState.recurring`: usual evidence at this time of day, yesterday's peaks. */
export const USUAL_UP = 0;
export const USUAL_DOWN: number = BINS;
export const YESTERDAY_UP: number = 2 * BINS;
export const YESTERDAY_DOWN: number = 3 * BINS;
export const RECURRING: number = 4 * BINS;

/**
 * The state of all level series, by slot. `compact` keeps the profile in single precision, the spread of a bin as a
 * logarithm in 16 bits (0.2 %) and evidence in steps of a tenth: 1,336 bytes a series; `exact` keeps doubles.
 */
export class LevelState {
  count = 0;
  readonly exact: boolean;
  fields: Float64Array;
  profile: Float32Array | Float64Array;
  spread: Uint16Array | Float64Array;
  /** Visits to a bin in all and since the second day, in units of `StepConstants.visitUnit`, at most 255. */
  visits: Uint8Array;
  spreadVisits: Uint8Array;
  recurring: Uint8Array | Float64Array;
  /** What a unit of `recurring` is worth. */
  readonly recurringUnit: number;

  constructor(exact: boolean) {
    this.exact = exact;
    this.fields = new Float64Array(0);
    this.profile = exact ? new Float64Array(0) : new Float32Array(0);
    this.spread = exact ? new Float64Array(0) : new Uint16Array(0);
    this.visits = new Uint8Array(0);
    this.spreadVisits = new Uint8Array(0);
    this.recurring = exact ? new Float64Array(0) : new Uint8Array(0);
    this.recurringUnit = exact ? 1 : 0.1;
  }

  /** Makes room for one more series and returns its slot. */
  add(): number {
    const slot = this.count++;
    const capacity = this.fields.length / FIELDS;
    if (slot >= capacity) this.resize(nextCapacity(capacity, this.count));
    return slot;
  }

  loadSpread(slot: number, bin: number): number {
    const code = this.spread[slot * BINS + bin] as number;
    if (this.exact || code === 0) return code;
    return Math.exp((code - 1) / SPREAD_STEPS - SPREAD_RANGE);
  }

  storeSpread(slot: number, bin: number, value: number): void {
    let code = value;
    if (!this.exact && value > 0) {
      code =
        1 +
        Math.round((Math.max(-SPREAD_RANGE, Math.min(SPREAD_RANGE, Math.log(value))) + SPREAD_RANGE) * SPREAD_STEPS);
    }
    this.spread[slot * BINS + bin] = code;
  }

  /** Evidence as it is kept. */
  stored(evidence: number): number {
    return this.exact ? evidence : Math.round(evidence * 10);
  }

  columns(): Record<string, StateArray> {
    return {
      level_fields: this.fields.slice(0, this.count * FIELDS),
      level_profile: this.profile.slice(0, this.count * BINS),
      level_spread: this.spread.slice(0, this.count * BINS),
      level_visits: this.visits.slice(0, this.count * BINS),
      level_spread_visits: this.spreadVisits.slice(0, this.count * BINS),
      level_recurring: this.recurring.slice(0, this.count * RECURRING),
    };
  }

  static restore(
    exact: boolean,
    count: number,
    column: <A extends StateArray>(name: string, like: A) => A
  ): LevelState {
    const state = new LevelState(exact);
    state.count = count;
    state.fields = column('level_fields', state.fields);
    state.profile = column('level_profile', state.profile);
    state.spread = column('level_spread', state.spread);
    state.visits = column('level_visits', state.visits);
    state.spreadVisits = column('level_spread_visits', state.spreadVisits);
    state.recurring = column('level_recurring', state.recurring);
    return state;
  }

  private resize(capacity: number): void {
    this.fields = grown(this.fields, capacity * FIELDS);
    this.profile = grown(this.profile, capacity * BINS);
    this.spread = grown(this.spread, capacity * BINS);
    this.visits = grown(this.visits, capacity * BINS);
    this.spreadVisits = grown(this.spreadVisits, capacity * BINS);
    this.recurring = grown(this.recurring, capacity * RECURRING);
  }
}

/** Spreads between e^-70 and e^70, 460 steps to a factor of e. */
const SPREAD_RANGE = 70;
const SPREAD_STEPS = 460;
