import { DAY } from '../../core/time.ts';
import * as L from './level-state.ts';
import { BINS } from './step-constants.ts';
import type { DayPosition, StepConstants } from './step-constants.ts';
import * as W from './work.ts';

// A module's own constants: see `judge-levels.ts`.
const {
  FIELDS,
  AT,
  VISITS_HERE,
  ERROR_WITH,
  ERROR_WITHOUT,
  PROFILE_HERE,
  PROFILE_AFTER,
  PROFILE_BEFORE,
  SPREAD_MEAN,
  SPREAD_HERE,
  SPREAD_VISITS_HERE,
  USUAL_UP_HERE,
  USUAL_DOWN_HERE,
  USUAL_UP,
  USUAL_DOWN,
  RECURRING,
  PEAK_UP,
  PEAK_DOWN,
  LAST,
  FIRST,
  YESTERDAY_UP,
  YESTERDAY_DOWN,
  BEFORE_UP,
  UNSAVED,
} = L;
const { AGE, SEASON, HOURLY } = W;
const A_DAY: number = DAY;
const BINS_A_DAY: number = BINS;

/** Evidence below this is no habit of the time of day; a habit may be a third larger tonight. */
const USUAL_FROM = 2.5;
const USUAL_MARGIN = 1.3;
const USUAL_KEEP = 0.7;
/** Habits are written from the first age on; until the second one sighting is enough, afterwards two. */
const HABITS_FROM: number = 1.5 * A_DAY;
const TWO_SIGHTINGS_FROM: number = 2.5 * A_DAY;

/** How much of the profile is believed: nothing when it removes under 2 % of the error, all from 27 % on. */
export function profileWeight(state: L.LevelState, slot: number, bin: number): number {
  const f = state.fields;
  const o = slot * FIELDS;
  const visits = f[o + AT] === bin ? f[o + VISITS_HERE] : state.visits[slot * BINS_A_DAY + bin];
  if (visits === 0) return 0;
  const share = (f[o + ERROR_WITH] as number) / Math.max(f[o + ERROR_WITHOUT] as number, 1e-30);
  return Math.min(1, Math.max(0, (0.98 - share) / 0.25));
}

/** The profile at a time of day, interpolated to the nearer neighbouring bin. */
export function profileAt(state: L.LevelState, slot: number, day: DayPosition): number {
  const f = state.fields;
  const o = slot * FIELDS;
  let here: number;
  let neighbour: number;
  if (f[o + AT] === day.bin) {
    here = f[o + PROFILE_HERE] as number;
    neighbour = f[o + (day.towardsNext ? PROFILE_AFTER : PROFILE_BEFORE)] as number;
  } else {
    here = state.profile[slot * BINS_A_DAY + day.bin] as number;
    neighbour = visitedProfile(state, slot, day.neighbour);
  }
  return neighbour !== neighbour ? here : here * (1 - day.neighbourShare) + neighbour * day.neighbourShare;
}

/** Sets `SEASON` and `HOURLY` of a series that is older than a day. */
export function takeDay(state: L.LevelState, slot: number, day: DayPosition, k: StepConstants): void {
  state.work[SEASON] = profileWeight(state, slot, day.bin) * profileAt(state, slot, day);
  const f = state.fields;
  const o = slot * FIELDS;
  const mean = f[o + SPREAD_MEAN] as number;
  const current = f[o + AT] === day.bin;
  const here = current ? (f[o + SPREAD_HERE] as number) : state.loadSpread(slot, day.bin, mean);
  const counted = (current ? f[o + SPREAD_VISITS_HERE] : state.spreadVisits[slot * BINS_A_DAY + day.bin]) as number;
  const visits = counted * k.visitUnit;
  // A day's visits count as prior for 1.
  state.work[HOURLY] = mean > 0 ? Math.max(0.5, (here * visits + mean * k.visits) / (visits + k.visits) / mean) : 1;
}

/** Sets `USUAL_UP` and `USUAL_DOWN`: evidence that is a habit of this bin or its neighbours, and is taken off. */
export function takeUsual(state: L.LevelState, slot: number, bin: number): void {
  const f = state.fields;
  const o = slot * FIELDS;
  if (f[o + AT] === bin) {
    state.work[W.USUAL_UP] = f[o + USUAL_UP_HERE] as number;
    state.work[W.USUAL_DOWN] = f[o + USUAL_DOWN_HERE] as number;
  } else {
    state.work[W.USUAL_UP] = usualAt(state, slot, USUAL_UP, bin);
    state.work[W.USUAL_DOWN] = usualAt(state, slot, USUAL_DOWN, bin);
  }
}

/** What the days before say: the bin that has just ended is not written yet, or an incident would excuse itself. */
function usualAt(state: L.LevelState, slot: number, sign: number, bin: number): number {
  const r = state.recurring;
  const base = slot * RECURRING + sign;
  const most = Math.max(
    r[base + bin] as number,
    r[base + ((bin + BINS_A_DAY - 1) % BINS_A_DAY)] as number,
    r[base + ((bin + 1) % BINS_A_DAY)] as number
  );
  const evidence = most * state.recurringUnit;
  return evidence > USUAL_FROM ? USUAL_MARGIN * evidence : 0;
}

/**
 * The bin of the last sample has ended (`AGE` is that of the sample after it): its row of the day's memory is written, that of
 * `bin` is taken up.
 */
export function turnBin(state: L.LevelState, slot: number, bin: number): void {
  const f = state.fields;
  const o = slot * FIELDS;
  const ended = f[o + AT] as number;
  takeUsual(state, slot, bin);
  const before = visitedProfile(state, slot, (bin + BINS_A_DAY - 1) % BINS_A_DAY);
  const after = visitedProfile(state, slot, (bin + 1) % BINS_A_DAY);
  writeHabits(state, slot, ended, bin);
  f[o + PEAK_UP] = 0;
  f[o + PEAK_DOWN] = 0;
  const mean = f[o + SPREAD_MEAN] as number;
  const there = slot * BINS_A_DAY + ended;
  state.profile[there] = f[o + PROFILE_HERE] as number;
  state.visits[there] = f[o + VISITS_HERE] as number;
  state.spreadVisits[there] = f[o + SPREAD_VISITS_HERE] as number;
  state.storeSpread(slot, ended, f[o + SPREAD_HERE] as number, mean);

  const here = slot * BINS_A_DAY + bin;
  f[o + PROFILE_HERE] = state.profile[here] as number;
  f[o + PROFILE_BEFORE] = before;
  f[o + PROFILE_AFTER] = after;
  f[o + VISITS_HERE] = state.visits[here] as number;
  f[o + SPREAD_VISITS_HERE] = state.spreadVisits[here] as number;
  f[o + SPREAD_HERE] = state.loadSpread(slot, bin, mean);
  f[o + USUAL_UP_HERE] = state.work[W.USUAL_UP] as number;
  f[o + USUAL_DOWN_HERE] = state.work[W.USUAL_DOWN] as number;
  f[o + AT] = bin;
}

/** The profile of a bin, NaN when it has not been visited. The current bin's stands in the fields. */
function visitedProfile(state: L.LevelState, slot: number, bin: number): number {
  const f = state.fields;
  const o = slot * FIELDS;
  if (f[o + AT] === bin) return f[o + VISITS_HERE] === 0 ? Number.NaN : asStored(state, f[o + PROFILE_HERE] as number);
  const at = slot * BINS_A_DAY + bin;
  return state.visits[at] === 0 ? Number.NaN : (state.profile[at] as number);
}

/** What reading a number back from the profile will give: before and after a turn the answer is the same. */
function asStored(state: L.LevelState, value: number): number {
  return state.exact ? value : Math.fround(value);
}

/** Writes the habits and the peaks of the bin that has ended, and saves what the next bin still needs of yesterday's. */
function writeHabits(state: L.LevelState, slot: number, ended: number, bin: number): void {
  const f = state.fields;
  const o = slot * FIELDS;
  const age = state.work[AGE] as number;
  const silent = age - ((f[o + LAST] as number) - (f[o + FIRST] as number));
  const follows = bin === (ended + 1) % BINS_A_DAY && silent < A_DAY / 2;
  for (let sign = 0; sign < 2; sign++) {
    const usual = slot * RECURRING + (sign === 0 ? USUAL_UP : USUAL_DOWN) + ended;
    const yesterday = slot * RECURRING + (sign === 0 ? YESTERDAY_UP : YESTERDAY_DOWN);
    const before = slot * RECURRING + BEFORE_UP + sign;
    const was = state.recurring[yesterday + ended] as number;
    if (age > HABITS_FROM) {
      const peak = state.stored(f[o + PEAK_UP + sign] as number);
      const seen = Math.max(
        was,
        seenBefore(state, state.recurring[before] as number, yesterday, ended),
        laterPeak(state, yesterday, ended)
      );
      const confirmed = age < TWO_SIGHTINGS_FROM ? peak : Math.min(peak, seen);
      state.recurring[usual] = faded(state, state.recurring[usual] as number, confirmed);
      state.recurring[yesterday + ended] = peak;
    }
    state.recurring[before] = follows ? was : UNSAVED;
  }
}

/** Yesterday's peak of the bin before `ended`, which today's may have replaced. */
function seenBefore(state: L.LevelState, saved: number, yesterday: number, ended: number): number {
  return saved === UNSAVED ? (state.recurring[yesterday + ((ended + BINS_A_DAY - 1) % BINS_A_DAY)] as number) : saved;
}

function laterPeak(state: L.LevelState, yesterday: number, ended: number): number {
  return state.recurring[yesterday + ((ended + 1) % BINS_A_DAY)] as number;
}

/** A habit as it is kept: a larger one at once, a smaller one slowly. */
function faded(state: L.LevelState, usual: number, confirmed: number): number {
  if (confirmed > usual) return confirmed;
  const less = usual * USUAL_KEEP + confirmed * (1 - USUAL_KEEP);
  return state.exact ? less : Math.round(less);
}
