import { DAY } from '../../core/time.ts';
import * as L from './level-state.ts';
import { BINS } from './step-constants.ts';
import type { DayPosition, StepConstants } from './step-constants.ts';

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

/** How much noisier than usual this time of day is; a day's visits count as prior for 1. */
export function noiseAt(state: L.LevelState, slot: number, bin: number, k: StepConstants): number {
  const f = state.fields;
  const o = slot * L.FIELDS;
  const mean = f[o + L.SPREAD_MEAN] as number;
  if (mean <= 0) return 1;
  const current = f[o + L.AT] === bin;
  const here = current ? (f[o + L.SPREAD_HERE] as number) : state.loadSpread(slot, bin, mean);
  const counted = (current ? f[o + L.SPREAD_VISITS_HERE] : state.spreadVisits[slot * BINS + bin]) as number;
  const visits = counted * k.visitUnit;
  return Math.max(0.5, (here * visits + mean * k.visits) / (visits + k.visits) / mean);
}

/** What evidence is usual at this time of day and taken off: of the bin and its neighbours, if it is a habit at all. */
export function usualAt(state: L.LevelState, slot: number, sign: number, bin: number, age: number): number {
  const f = state.fields;
  const o = slot * L.FIELDS;
  const ended = f[o + L.AT] as number;
  if (ended === bin) return f[o + (sign === L.USUAL_UP ? L.USUAL_UP_HERE : L.USUAL_DOWN_HERE)] as number;
  const r = state.recurring;
  const base = slot * L.RECURRING + sign;
  const before = (bin + BINS - 1) % BINS;
  const after = (bin + 1) % BINS;
  const turning = age > HABITS_FROM;
  const most = Math.max(
    r[base + bin] as number,
    turning && ended === before ? usualAfter(state, slot, sign, ended, age) : (r[base + before] as number),
    turning && ended === after ? usualAfter(state, slot, sign, ended, age) : (r[base + after] as number)
  );
  const evidence = most * state.recurringUnit;
  return evidence > USUAL_FROM ? USUAL_MARGIN * evidence : 0;
}

/** The bin of the last sample has ended: its row of the day's memory is written, that of `bin` is taken up. */
export function turnBin(state: L.LevelState, slot: number, bin: number, age: number): void {
  const f = state.fields;
  const o = slot * L.FIELDS;
  const ended = f[o + L.AT] as number;
  const usualUp = usualAt(state, slot, L.USUAL_UP, bin, age);
  const usualDown = usualAt(state, slot, L.USUAL_DOWN, bin, age);
  const before = visitedProfile(state, slot, (bin + BINS - 1) % BINS);
  const after = visitedProfile(state, slot, (bin + 1) % BINS);
  if (age > HABITS_FROM) writeHabits(state, slot, ended, age);
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
  f[o + L.USUAL_UP_HERE] = usualUp;
  f[o + L.USUAL_DOWN_HERE] = usualDown;
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

function writeHabits(state: L.LevelState, slot: number, ended: number, age: number): void {
  const f = state.fields;
  const o = slot * L.FIELDS;
  const r = state.recurring;
  const base = slot * L.RECURRING;
  const up = usualAfter(state, slot, L.USUAL_UP, ended, age);
  const down = usualAfter(state, slot, L.USUAL_DOWN, ended, age);
  r[base + L.USUAL_UP + ended] = up;
  r[base + L.USUAL_DOWN + ended] = down;
  r[base + L.YESTERDAY_UP + ended] = state.stored(f[o + L.PEAK_UP] as number);
  r[base + L.YESTERDAY_DOWN + ended] = state.stored(f[o + L.PEAK_DOWN] as number);
}

/** The usual evidence of a bin whose day has just ended, as it is kept. */
function usualAfter(state: L.LevelState, slot: number, sign: number, bin: number, age: number): number {
  const r = state.recurring;
  const up = sign === L.USUAL_UP;
  const yesterday = slot * L.RECURRING + (up ? L.YESTERDAY_UP : L.YESTERDAY_DOWN);
  const peak = state.stored(state.fields[slot * L.FIELDS + (up ? L.PEAK_UP : L.PEAK_DOWN)] as number);
  const seen = Math.max(
    r[yesterday + bin] as number,
    r[yesterday + ((bin + 1) % BINS)] as number,
    r[yesterday + ((bin + BINS - 1) % BINS)] as number
  );
  const confirmed = age < TWO_SIGHTINGS_FROM ? peak : Math.min(peak, seen);
  const usual = r[slot * L.RECURRING + sign + bin] as number;
  if (confirmed > usual) return confirmed;
  const faded = usual * USUAL_KEEP + confirmed * (1 - USUAL_KEEP);
  return state.exact ? faded : Math.round(faded);
}
