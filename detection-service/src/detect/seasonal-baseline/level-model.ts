import { DAY } from '../../core/time.ts';
import { INCOMPLETE, UNCOVERED } from '../../core/step-block.ts';
import type { StepBlock } from '../../core/step-block.ts';
import { NO_DATA, SCORED, WARMING_UP } from '../../core/verdict.ts';
import type { VerdictBlock } from '../../core/verdict.ts';
import { takeDay, takeUsual } from './day-memory.ts';
import * as E from './evidence.ts';
import { BREAK, distanceWith, missedBefore } from './gaps.ts';
import { learnLevel } from './level-learning.ts';
import * as L from './level-state.ts';
import { bounded, callsOf, fromLog, toScale } from './scale.ts';
import * as S from './scratch.ts';
import { silence } from './silence.ts';
import { dayPosition } from './step-constants.ts';
import type { DayPosition, StepConstants } from './step-constants.ts';
import * as W from './work.ts';

/** Counts, latencies and gauges: deviation from a level with a daily profile, over three time scales. */
export class LevelModel {
  readonly state: L.LevelState;
  private readonly openAt: number;
  private readonly silent: boolean;
  /** What judging leaves for learning: see `scratch.ts`. */
  scratch: Float64Array = new Float64Array(0);

  constructor(state: L.LevelState, openAt: number, silent: boolean) {
    this.state = state;
    this.openAt = openAt;
    this.silent = silent;
  }

  /** Judges the rows that are not ratios. `slots` holds slot + 1 by ordinal. Changes no state. */
  score(block: StepBlock, slots: Int32Array, k: StepConstants, out: VerdictBlock): void {
    if (this.scratch.length < block.count * S.SCRATCH) this.scratch = new Float64Array(block.count * S.SCRATCH);
    const day = dayPosition(block.time);
    for (let row = 0; row < block.count; row++) {
      if (block.kind[row] === E.RATIO) continue;
      const value = block.value[row] as number;
      if (value !== value || ((block.flags[row] as number) & UNCOVERED) !== 0) {
        silence(out, row, NO_DATA);
        continue;
      }
      const ordinal = block.series[row] as number;
      const slot = ordinal < slots.length ? (slots[ordinal] as number) - 1 : -1;
      if (slot < 0) silence(out, row, WARMING_UP);
      else this.judge(block, row, slot, k, day, out);
    }
  }

  /** Learns what `score` has just judged. New series start here. */
  learn(block: StepBlock, mask: Uint8Array, slots: Int32Array, k: StepConstants): void {
    const { bin } = dayPosition(block.time);
    for (let row = 0; row < block.count; row++) {
      const kind = block.kind[row] as number;
      if (kind === E.RATIO || mask[row] === 0 || !teaches(block, row, kind)) continue;
      const ordinal = block.series[row] as number;
      const slot = (slots[ordinal] as number) - 1;
      if (slot < 0) slots[ordinal] = this.begin(block, row, k, bin) + 1;
      else if (block.time > (this.state.fields[slot * L.FIELDS + L.LAST] as number)) {
        learnLevel(this.state, slot, this.scratch, row, block, bin, k);
      }
    }
  }

  private begin(block: StepBlock, row: number, k: StepConstants, bin: number): number {
    const value = block.value[row] as number;
    const y = toScale(block.kind[row] as number, value, callsOf(value, block.weight[row] as number, k.seconds));
    const slot = this.state.add();
    const f = this.state.fields;
    const o = slot * L.FIELDS;
    f[o + L.N] = 1;
    f[o + L.FIRST] = block.time;
    f[o + L.LAST] = block.time;
    f[o + L.DISTANCE] = k.step;
    f[o + L.FAST] = y;
    f[o + L.SLOW] = y;
    f[o + L.DAILY] = y;
    f[o + L.AT] = bin;
    f[o + L.VISITS_HERE] = 1;
    f[o + L.PROFILE_BEFORE] = Number.NaN;
    f[o + L.PROFILE_AFTER] = Number.NaN;
    f[o + L.BEFORE_UP] = L.UNSAVED;
    f[o + L.BEFORE_DOWN] = L.UNSAVED;
    return slot;
  }

  // The order of operations follows the experiments' step by step, so that the numbers agree to the last digits.
  private judge(
    block: StepBlock,
    row: number,
    slot: number,
    k: StepConstants,
    day: DayPosition,
    out: VerdictBlock
  ): void {
    const f = this.state.fields;
    const w = this.state.work;
    const o = slot * L.FIELDS;
    const kind = block.kind[row] as number;
    const age = block.time - (f[o + L.FIRST] as number);
    const mature = age > DAY;
    const provisional = !mature && !this.silent;
    const warming = (f[o + L.N] as number) < k.warmUp || (this.silent && age < DAY);
    w[W.AGE] = age;
    if (mature) takeDay(this.state, slot, day, k);

    const calls = kind === E.COUNT ? callsOf(block.value[row] as number, block.weight[row] as number, k.seconds) : 0;
    const y = toScale(kind, block.value[row] as number, calls);
    const season = mature ? (w[W.SEASON] as number) : 0;
    const fast = f[o + L.FAST] as number;
    w[W.MIDDLE] = middleOf(kind, fast + season);
    const usualCalls = usualCallsOf(kind, w[W.MIDDLE]);
    const daily = f[o + L.ERROR_WITHOUT] as number;
    const learned = (f[o + L.NOISE] as number) * (mature ? (w[W.HOURLY] as number) : 1);
    w[W.UP] = E.floorUp(kind, provisional, fast, daily);
    w[W.DOWN] = E.floorDown(kind, provisional, fast, daily);

    const s = this.scratch;
    const t = row * S.SCRATCH;
    s[t + S.Y] = y;
    s[t + S.Q] = y - season - fast;
    s[t + S.Q_SLOW] = y - season - (f[o + L.SLOW] as number);
    const sparse = kind === E.COUNT && usualCalls * k.persist < E.SPARSE_CALLS;
    s[t + S.NOISE_NOW] = Math.max(learned, E.noiseFloor(kind, callsForNoise(calls, usualCalls, sparse), fast, daily));
    s[t + S.DISTANCE_NOW] = distanceWith(f, o, block.time, k.step);
    const quiet = sparse && calls === 0;
    s[t + S.SILENCE_NOW] = quiet ? (f[o + L.SILENCE] as number) + E.silentStep(usualCalls, learned, k.persist) : 0;
    weigh(this.state, o, s, t, k, provisional, block.time);

    takeUsual(this.state, slot, day.bin);
    const factor = provisional ? E.PROVISIONAL_FACTOR : 1;
    // Warm-up learns at full weight: what it has seen so far proves nothing.
    const counted = provisional && warming ? 0 : 1 / factor;
    const xUp = Math.max(0, (s[t + S.RAW_UP] as number) - (w[W.USUAL_UP] as number)) * counted;
    const xDown = Math.max(0, (s[t + S.RAW_DOWN] as number) - (w[W.USUAL_DOWN] as number)) * counted;
    s[t + S.STRONGEST] = Math.max(xUp, xDown);
    s[t + S.STRONGEST_RAW] = Math.max(s[t + S.RAW_UP] as number, s[t + S.RAW_DOWN] as number) * counted;
    if (warming) {
      silence(out, row, WARMING_UP);
      return;
    }
    w[W.X_UP] = xUp;
    w[W.X_DOWN] = ((block.flags[row] as number) & INCOMPLETE) !== 0 ? 0 : xDown;
    if (measuredFromSlow(w)) w[W.MIDDLE] = middleOf(kind, (f[o + L.SLOW] as number) + season);
    const needed = this.openAt * factor;
    const width = Math.max(learned, E.noiseFloor(kind, usualCalls, fast, daily));
    w[W.BELOW] = Math.max((needed + (w[W.USUAL_DOWN] as number)) * width, w[W.DOWN]);
    w[W.ABOVE] = Math.max((needed + (w[W.USUAL_UP] as number)) * width, w[W.UP]);
    writeVerdict(out, row, kind, w, this.openAt, k);
  }
}

/** What a person is told was expected is what the evidence was measured from. */
function measuredFromSlow(w: Float64Array): boolean {
  return w[(w[W.X_UP] as number) >= (w[W.X_DOWN] as number) ? W.SLOW_UP : W.SLOW_DOWN] === 1;
}

/** A level on the scale of judging as a number of calls, milliseconds or the gauge's own unit. */
function middleOf(kind: number, level: number): number {
  return kind === E.GAUGE ? level : Math.exp(level);
}

/** How many calls a step usually has: the scale of judging is the logarithm of the calls and a half. */
function usualCallsOf(kind: number, middle: number): number {
  return kind === E.COUNT ? Math.max(0, middle - 0.5) : 0;
}

/** The calls of a step in which few are expected say little about their noise; what was expected says more. */
function callsForNoise(calls: number, usualCalls: number, sparse: boolean): number {
  return sparse ? Math.min(calls, usualCalls) : calls;
}

/** Evidence on the three time scales, per sign, where the change is of practical size. */
function weigh(
  state: L.LevelState,
  o: number,
  s: Float64Array,
  t: number,
  k: StepConstants,
  provisional: boolean,
  time: number
): void {
  const f = state.fields;
  const w = state.work;
  const up = w[W.UP] as number;
  const down = w[W.DOWN] as number;
  const q = s[t + S.Q] as number;
  const noise = s[t + S.NOISE_NOW] as number;
  const first = 1 / ((f[o + L.N] as number) + 1);
  let oldShort = f[o + L.SHORT] as number;
  let oldLong = f[o + L.LONG] as number;
  const missed = missedBefore(f, o, time);
  if (missed > 0) {
    oldShort *= Math.pow(1 - k.short, missed);
    oldLong *= Math.pow(1 - k.long, missed);
  }
  const short = oldShort + Math.max(k.short, first) * (E.clip(q, 4 * noise) - oldShort);
  const long = oldLong + Math.max(k.long, first) * (E.clip(s[t + S.Q_SLOW] as number, 4 * noise) - oldLong);
  s[t + S.SHORT_NOW] = short;
  s[t + S.LONG_NOW] = long;
  // Ordinary samples fail the floors, so these come first and the divisions after.
  takeLasting(state, o, s, t, k, missed >= BREAK);
  const lasting = w[W.LASTING] as number;
  w[W.SLOW_UP] = 0;
  w[W.SLOW_DOWN] = 0;
  let rawUp = Math.max(0, lasting);
  let rawDown = Math.max(0, -lasting);
  if (short >= up || short <= -down) {
    const z = (short / (E.TO_DEVIATION * Math.max(f[o + L.SHORT_SIZE] as number, 0.25 * noise))) * 0.8;
    if (z > 0) rawUp = Math.max(rawUp, z);
    else rawDown = Math.max(rawDown, -z);
  }
  const silent = s[t + S.SILENCE_NOW] as number;
  if (silent > 0) rawDown = Math.max(k.persist === 1 ? 0 : rawDown, E.silenceEvidence(silent));
  if (!provisional && (long >= up || long <= -down)) {
    const z = (long / (E.TO_DEVIATION * Math.max(f[o + L.LONG_SIZE] as number, 0.2 * noise))) * 0.9;
    if (z > rawUp) {
      rawUp = z;
      w[W.SLOW_UP] = 1;
    } else if (-z > rawDown) {
      rawDown = -z;
      w[W.SLOW_DOWN] = 1;
    }
  }
  s[t + S.RAW_UP] = Math.min(rawUp, E.MOST_EVIDENCE);
  s[t + S.RAW_DOWN] = Math.min(rawDown, E.MOST_EVIDENCE);
}

/** Sets `LASTING`: the smallest of the last deviations when all point the same way and their mean is of practical size. */
function takeLasting(
  state: L.LevelState,
  o: number,
  s: Float64Array,
  t: number,
  k: StepConstants,
  broken: boolean
): void {
  const f = state.fields;
  const w = state.work;
  const { persist } = k;
  const q = s[t + S.Q] as number;
  let size = q / persist;
  if (persist > 1) size += (f[o + L.Q1] as number) / persist;
  if (persist > 2) size += (f[o + L.Q2] as number) / persist;
  w[W.LASTING] = 0;
  if (!(size >= (w[W.UP] as number) || size <= -(w[W.DOWN] as number)) || (f[o + L.N] as number) < persist) return;
  if (broken && persist > 1) return;
  const z = q / (s[t + S.NOISE_NOW] as number);
  const z1 = persist > 1 ? (f[o + L.Z1] as number) : z;
  const z2 = persist > 2 ? (f[o + L.Z2] as number) : z;
  if (z > 0 && z1 > 0 && z2 > 0) w[W.LASTING] = Math.min(z, z1, z2);
  else if (z <= 0 && z1 <= 0 && z2 <= 0) w[W.LASTING] = Math.max(z, z1, z2);
}

/** Score and direction, and what one lasting sample may be without being anomalous (0 where nothing is too low). */
function writeVerdict(
  out: VerdictBlock,
  row: number,
  kind: number,
  w: Float64Array,
  openAt: number,
  k: StepConstants
): void {
  const up = w[W.X_UP] as number;
  const down = w[W.X_DOWN] as number;
  const x = Math.max(up, down);
  out.status[row] = SCORED;
  out.score[row] = x / (x + openAt);
  out.direction[row] = x === 0 ? 0 : up >= down ? 1 : -1;

  const middle = w[W.MIDDLE] as number;
  const below = w[W.BELOW] as number;
  const above = w[W.ABOVE] as number;
  if (kind === E.GAUGE) {
    out.expected[row] = bounded(middle);
    out.lower[row] = bounded(middle - below);
    out.upper[row] = bounded(middle + above);
    return;
  }
  const factor = Math.exp(above);
  out.expected[row] = fromLog(kind, middle, k.seconds);
  out.lower[row] = fromLog(kind, below === above ? middle / factor : middle * Math.exp(-below), k.seconds);
  out.upper[row] = fromLog(kind, middle * factor, k.seconds);
}

/** A gap teaches nothing, nor does a count of which a part is missing. */
function teaches(block: StepBlock, row: number, kind: number): boolean {
  const value = block.value[row] as number;
  const flags = block.flags[row] as number;
  return value === value && (flags & UNCOVERED) === 0 && (kind !== E.COUNT || (flags & INCOMPLETE) === 0);
}
