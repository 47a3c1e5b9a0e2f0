import type { StateArray } from '../../core/state.ts';
import { grown, nextCapacity } from './grow.ts';
import { BINS } from './step-constants.ts';
import { WORK } from './work.ts';

/**
 * Numbers per series in `LevelState.fields`, and what each is. Append only: snapshots hold them. One is spare, so that a
 * series fills four cache lines and not parts of five.
 */
export const FIELDS = 32;
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
/** Mean absolute deviation over four days. */
export const SPREAD_MEAN = 18;
/** The strongest evidence in the current bin so far, up and down. */
export const PEAK_UP = 19;
export const PEAK_DOWN = 20;
/** Calls that were expected since calls stopped. */
export const SILENCE = 21;
/** The bin of the last sample. What follows is its row of the day's memory, taken up when the bin begins. */
export const AT = 22;
export const PROFILE_HERE = 23;
/** The profile of the bins before and after; NaN when that bin has not been visited. */
export const PROFILE_BEFORE = 24;
export const PROFILE_AFTER = 25;
export const VISITS_HERE = 26;
export const SPREAD_HERE = 27;
export const SPREAD_VISITS_HERE = 28;
/** What evidence is usual here, with its margin; 0 when there is no habit. */
export const USUAL_UP_HERE = 29;
export const USUAL_DOWN_HERE = 30;

/**
 * Offsets within a row of `LevelState.recurring`: usual evidence at this time of day, yesterday's peaks, and yesterday's
 * peaks of the bin before the current one, which today's have replaced (`UNSAVED` where they have not).
 */
export const USUAL_UP = 0;
export const USUAL_DOWN: number = BINS;
export const YESTERDAY_UP: number = 2 * BINS;
export const YESTERDAY_DOWN: number = 3 * BINS;
export const BEFORE_UP: number = 4 * BINS;
export const BEFORE_DOWN: number = BEFORE_UP + 1;
export const RECURRING: number = 4 * BINS + 8;
/** More than any evidence, as it is kept. */
export const UNSAVED = 255;

/**
 * The state of all level series, by slot. What a sample needs stands together in `fields`; the memory of the day is
 * touched when a bin begins or ends. `compact` keeps the profile in single precision, the spread of a bin in steps of 2 %
 * of the mean spread, and evidence in steps of a tenth: 1,320 bytes a series; `exact` keeps doubles: 5,120.
 */
export class LevelState {
  count = 0;
  readonly exact: boolean;
  fields: Float64Array;
  profile: Float32Array | Float64Array;
  spread: Uint8Array | Float64Array;
  /** Visits to a bin in all and since the second day, in units of `StepConstants.visitUnit`, at most 255. */
  visits: Uint8Array;
  spreadVisits: Uint8Array;
  recurring: Uint8Array | Float64Array;
  /** Not state: see `work.ts`. */
  readonly work: Float64Array = new Float64Array(WORK);
  /** What a unit of `recurring` is worth. */
  readonly recurringUnit: number;

  constructor(exact: boolean) {
    this.exact = exact;
    this.fields = new Float64Array(0);
    this.profile = exact ? new Float64Array(0) : new Float32Array(0);
    this.spread = exact ? new Float64Array(0) : new Uint8Array(0);
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

  loadSpread(slot: number, bin: number, mean: number): number {
    const code = this.spread[slot * BINS + bin] as number;
    if (this.exact || code === 0) return code;
    return mean * Math.exp((code - SPREAD_MIDDLE) / SPREAD_STEPS);
  }

  storeSpread(slot: number, bin: number, value: number, mean: number): void {
    let code = value;
    if (!this.exact) {
      const steps = value > 0 && mean > 0 ? SPREAD_MIDDLE + Math.round(Math.log(value / mean) * SPREAD_STEPS) : 0;
      code = Math.max(0, Math.min(255, steps));
    }
    this.spread[slot * BINS + bin] = code;
  }

  /** Evidence as it is kept. */
  stored(evidence: number): number {
    return this.exact ? evidence : Math.ceil(evidence * 10);
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

/** Spreads between a sixteenth of the mean and sixteen times the mean, 46 steps to a factor of e. */
const SPREAD_MIDDLE = 128;
const SPREAD_STEPS = 46;
