import { DAY } from '../../core/time.ts';
import * as L from './level-state.ts';
import { BINS } from './step-constants.ts';
import type { DayPosition, StepConstants } from './step-constants.ts';
import * as W from './work.ts';

/** Evidence below this is no habit of the time of day; a habit may be a third larger tonight. */
const USUAL_FROM = 2.5;
const USUAL_MARGIN = 1.3;
const USUAL_KEEP = 0.7;
/** Habits are written from the first age on; until the second one sighting is enough, afterwards two. */
const HABITS_FROM: number = 1.5 * DAY;
const TWO_SIGHTINGS_FROM: number = 2.5 * DAY;

/** How much of the profile is believed: nothing when it removes under 2 % of the error, all from 27 % on. */
export function profileWeight(state: L.LevelState, slot: number, bin: number): number {
  const f = state.fields;
  const o = slot * L.FIELDS;
  const visits = f[o + L.AT] === bin ? f[o + L.VISITS_HERE] : state.visits[slot * BINS + bin];
  if (visits === 0) return 0;
  const share = (f[o + L.ERROR_WITH] as number) / Math.max(f[o + L.ERROR_WITHOUT] as number, 1e-30);
  return Math.min(1, Math.max(0, (0.98 - share) / 0.25));
}

/** The profile at a time of day, interpolated to the nearer neighbouring bin. */
export function profileAt(state: L.LevelState, slot: number, day: DayPosition): number {
  const f = state.fields;
  const o = slot * L.FIELDS;
  let here: number;
  let neighbour: number;
  if (f[o + L.AT] === day.bin) {
    here = f[o + L.PROFILE_HERE] as number;
    neighbour = f[o + (day.towardsNext ? L.PROFILE_AFTER : L.PROFILE_BEFORE)] as number;
  } else {
    here = state.profile[slot * BINS + day.bin] as number;
    neighbour = visitedProfile(state, slot, day.neighbour);
  }
  return neighbour !== neighbour ? here : here * (1 - day.neighbourShare) + neighbour * day.neighbourShare;
}

/** Sets `SEASON` and `HOURLY` of a series that is older than a day. */
export function takeDay(state: L.LevelState, slot: number, day: DayPosition, k: StepConstants): void {
  state.work[W.SEASON] = profileWeight(state, slot, day.bin) * profileAt(state, slot, day);
  const f = state.fields;
  const o = slot * L.FIELDS;
  const mean = f[o + L.SPREAD_MEAN] as number;
  const current = f[o + L.AT] === day.bin;
  const here = current ? (f[o + L.SPREAD_HERE] as number) : state.loadSpread(slot, day.bin, mean);
  const counted = (current ? f[o + L.SPREAD_VISITS_HERE] : state.spreadVisits[slot * BINS + day.bin]) as number;
  const visits = counted * k.visitUnit;
  // A day's visits count as prior for 1.
  state.work[W.HOURLY] = mean > 0 ? Math.max(0.5, (here * visits + mean * k.visits) / (visits + k.visits) / mean) : 1;
}

/** Sets `USUAL_UP` and `USUAL_DOWN`: evidence that is a habit of this bin or its neighbours, and is taken off. */
export function takeUsual(state: L.LevelState, slot: number, bin: number): void {
  const f = state.fields;
  const o = slot * L.FIELDS;
  if (f[o + L.AT] === bin) {
    state.work[W.USUAL_UP] = f[o + L.USUAL_UP_HERE] as number;
    state.work[W.USUAL_DOWN] = f[o + L.USUAL_DOWN_HERE] as number;
  } else {
    state.work[W.USUAL_UP] = usualAt(state, slot, L.USUAL_UP, bin);
    state.work[W.USUAL_DOWN] = usualAt(state, slot, L.USUAL_DOWN, bin);
  }
}

function usualAt(state: L.LevelState, slot: number, sign: number, bin: number): number {
  const ended = state.fields[slot * L.FIELDS + L.AT] as number;
  const turning = (state.work[W.AGE] as number) > HABITS_FROM;
  const r = state.recurring;
  const base = slot * L.RECURRING + sign;
  const before = (bin + BINS - 1) % BINS;
  const after = (bin + 1) % BINS;
  const most = Math.max(
    r[base + bin] as number,
    turning && ended === before ? usualAfter(state, slot, sign, ended) : (r[base + before] as number),
    turning && ended === after ? usualAfter(state, slot, sign, ended) : (r[base + after] as number)
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
  const o = slot * L.FIELDS;
  const ended = f[o + L.AT] as number;
  takeUsual(state, slot, bin);
  const before = visitedProfile(state, slot, (bin + BINS - 1) % BINS);
  const after = visitedProfile(state, slot, (bin + 1) % BINS);
  if ((state.work[W.AGE] as number) > HABITS_FROM) writeHabits(state, slot, ended);
  f[o + L.PEAK_UP] = 0;
  f[o + L.PEAK_DOWN] = 0;
  const mean = f[o + L.SPREAD_MEAN] as number;
  const there = slot * BINS + ended;
  state.profile[there] = f[o + L.PROFILE_HERE] as number;
  state.visits[there] = f[o + L.VISITS_HERE] as number;
  state.spreadVisits[there] = f[o + L.SPREAD_VISITS_HERE] as number;
  state.storeSpread(slot, ended, f[o + L.SPREAD_HERE] as number, mean);

  const here = slot * BINS + bin;
  f[o + L.PROFILE_HERE] = state.profile[here] as number;
  f[o + L.PROFILE_BEFORE] = before;
  f[o + L.PROFILE_AFTER] = after;
  f[o + L.VISITS_HERE] = state.visits[here] as number;
  f[o + L.SPREAD_VISITS_HERE] = state.spreadVisits[here] as number;
  f[o + L.SPREAD_HERE] = state.loadSpread(slot, bin, mean);
  f[o + L.USUAL_UP_HERE] = state.work[W.USUAL_UP] as number;
  f[o + L.USUAL_DOWN_HERE] = state.work[W.USUAL_DOWN] as number;
  f[o + L.AT] = bin;
}

/** The profile of a bin, NaN when it has not been visited. The current bin's stands in the fields. */
function visitedProfile(state: L.LevelState, slot: number, bin: number): number {
  const f = state.fields;
  const o = slot * L.FIELDS;
  if (f[o + L.AT] === bin)
    return f[o + L.VISITS_HERE] === 0 ? Number.NaN : asStored(state, f[o + L.PROFILE_HERE] as number);
  const at = slot * BINS + bin;
  return state.visits[at] === 0 ? Number.NaN : (state.profile[at] as number);
}

/** What reading a number back from the profile will give: before and after a turn the answer is the same. */
function asStored(state: L.LevelState, value: number): number {
  return state.exact ? value : Math.fround(value);
}

function writeHabits(state: L.LevelState, slot: number, ended: number): void {
  const f = state.fields;
  const o = slot * L.FIELDS;
  const r = state.recurring;
  const base = slot * L.RECURRING;
  const up = usualAfter(state, slot, L.USUAL_UP, ended);
  const down = usualAfter(state, slot, L.USUAL_DOWN, ended);
  r[base + L.USUAL_UP + ended] = up;
  r[base + L.USUAL_DOWN + ended] = down;
  r[base + L.YESTERDAY_UP + ended] = state.stored(f[o + L.PEAK_UP] as number);
  r[base + L.YESTERDAY_DOWN + ended] = state.stored(f[o + L.PEAK_DOWN] as number);
}

/** The usual evidence of a bin whose day has just ended, as it is kept. */
function usualAfter(state: L.LevelState, slot: number, sign: number, bin: number): number {
  const r = state.recurring;
  const up = sign === L.USUAL_UP;
  const yesterday = slot * L.RECURRING + (up ? L.YESTERDAY_UP : L.YESTERDAY_DOWN);
  const peak = state.stored(state.fields[slot * L.FIELDS + (up ? L.PEAK_UP : L.PEAK_DOWN)] as number);
  const seen = Math.max(
    r[yesterday + bin] as number,
    r[yesterday + ((bin + 1) % BINS)] as number,
    r[yesterday + ((bin + BINS - 1) % BINS)] as number
  );
  const confirmed = (state.work[W.AGE] as number) < TWO_SIGHTINGS_FROM ? peak : Math.min(peak, seen);
  const usual = r[slot * L.RECURRING + sign + bin] as number;
  if (confirmed > usual) return confirmed;
  const faded = usual * USUAL_KEEP + confirmed * (1 - USUAL_KEEP);
  return state.exact ? faded : Math.round(faded);
}
