import { DAY } from '../../core/time.ts';
import { INCOMPLETE, UNCOVERED } from '../../core/step-block.ts';
import type { StepBlock } from '../../core/step-block.ts';
import { NO_DATA, SCORED, WARMING_UP } from '../../core/verdict.ts';
import type { VerdictBlock } from '../../core/verdict.ts';
import * as E from './evidence.ts';
import * as L from './level-state.ts';
import { callsOf, fromScale, toScale } from './scale.ts';
import { BINS, dayPosition, profileGain } from './step-constants.ts';
import type { DayPosition, StepConstants } from './step-constants.ts';

/** What `judge` leaves for `learn`, per row. */
const SCRATCH = 10;
const Y = 0;
const Q = 1;
const Q_SLOW = 2;
const NOISE_NOW = 3;
const SHORT_NOW = 4;
const LONG_NOW = 5;
const RAW_UP = 6;
const RAW_DOWN = 7;
const STRONGEST = 8;
const DISTANCE_NOW = 9;

/** Evidence below this is no habit of the time of day; a habit may be a third larger tonight. */
const USUAL_FROM = 2.5;
const USUAL_MARGIN = 1.3;
/** Habits are written from the first age on; until the second one sighting is enough, afterwards two. */
const HABITS_FROM: number = 1.5 * DAY;
const TWO_SIGHTINGS_FROM: number = 2.5 * DAY;
const USUAL_KEEP = 0.7;

/** Counts, latencies and gauges: deviation from a level with a daily profile, over three time scales. */
export class LevelModel {
  readonly state: L.LevelState;
  private readonly openAt: number;
  private readonly silent: boolean;
  private scratch: Float64Array = new Float64Array(0);

  constructor(state: L.LevelState, openAt: number, silent: boolean) {
    this.state = state;
    this.openAt = openAt;
    this.silent = silent;
  }

  /** Judges the rows that are not ratios. `slots` holds slot + 1 by ordinal. Changes no state. */
  score(block: StepBlock, slots: Int32Array, k: StepConstants, out: VerdictBlock): void {
    if (this.scratch.length < block.count * SCRATCH) this.scratch = new Float64Array(block.count * SCRATCH);
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
    const day = dayPosition(block.time);
    const gain = profileGain(k.step);
    for (let row = 0; row < block.count; row++) {
      const kind = block.kind[row] as number;
      if (kind === E.RATIO || mask[row] === 0) continue;
      const value = block.value[row] as number;
      const flags = block.flags[row] as number;
      if (value !== value || (flags & UNCOVERED) !== 0 || (kind === E.COUNT && (flags & INCOMPLETE) !== 0)) continue;
      const ordinal = block.series[row] as number;
      const slot = (slots[ordinal] as number) - 1;
      if (slot < 0) slots[ordinal] = this.begin(block, row, k, day) + 1;
      else if (block.time > (this.state.fields[slot * L.FIELDS + L.LAST] as number)) {
        this.update(block, row, slot, k, day, gain);
      }
    }
  }

  private begin(block: StepBlock, row: number, k: StepConstants, day: DayPosition): number {
    const slot = this.state.add();
    const f = this.state.fields;
    const o = slot * L.FIELDS;
    const y = toScale(
      block.kind[row] as number,
      block.value[row] as number,
      callsOf(block.value[row] as number, block.weight[row] as number, k.seconds)
    );
    f[o + L.N] = 1;
    f[o + L.FIRST] = block.time;
    f[o + L.LAST] = block.time;
    f[o + L.DISTANCE] = k.step;
    f[o + L.FAST] = y;
    f[o + L.SLOW] = y;
    f[o + L.DAILY] = y;
    f[o + L.AT] = day.bin;
    this.state.visits[slot * BINS + day.bin] = 1;
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
    const o = slot * L.FIELDS;
    const kind = block.kind[row] as number;
    const n = f[o + L.N] as number;
    const age = block.time - (f[o + L.FIRST] as number);
    const mature = age > DAY;
    const provisional = !mature && !this.silent;
    const warming = n < k.warmUp || (this.silent && age < DAY);

    const calls = kind === E.COUNT ? callsOf(block.value[row] as number, block.weight[row] as number, k.seconds) : 0;
    const y = toScale(kind, block.value[row] as number, calls);
    const fast = f[o + L.FAST] as number;
    const season = mature ? this.weight(slot, o, day) * this.profileAt(slot, day) : 0;
    const deseasoned = y - season;
    const q = deseasoned - fast;
    const qSlow = deseasoned - (f[o + L.SLOW] as number);

    const daily = f[o + L.ERROR_WITHOUT] as number;
    const learnedNoise = (f[o + L.NOISE] as number) * (mature ? this.hourly(slot, o, day, k) : 1);
    const noise = Math.max(learnedNoise, noiseFloor(kind, calls, fast, daily));
    const up = E.floorUp(kind, provisional, fast, daily);
    const down = E.floorDown(kind, provisional, fast, daily);

    const z = q / noise;
    const first = 1 / (n + 1);
    const limit = 4 * noise;
    const short =
      (f[o + L.SHORT] as number) + Math.max(k.short, first) * (E.clip(q, limit) - (f[o + L.SHORT] as number));
    const long =
      (f[o + L.LONG] as number) + Math.max(k.long, first) * (E.clip(qSlow, limit) - (f[o + L.LONG] as number));
    const shortZ = (short / (E.TO_DEVIATION * Math.max(f[o + L.SHORT_SIZE] as number, 0.25 * noise))) * 0.8;
    const longZ = (long / (E.TO_DEVIATION * Math.max(f[o + L.LONG_SIZE] as number, 0.2 * noise))) * 0.9;

    let rawUp = 0;
    let rawDown = 0;
    if (n >= k.persist) {
      const lasting = lastingZ(f, o, z, k.persist);
      const size = lasting === 0 ? 0 : meanOf(f, o, q, k.persist);
      if (lasting > 0 && size >= up) rawUp = lasting;
      else if (lasting < 0 && size <= -down) rawDown = -lasting;
    }
    if (short >= up) rawUp = Math.max(rawUp, shortZ);
    if (short <= -down) rawDown = Math.max(rawDown, -shortZ);
    if (!provisional) {
      if (long >= up) rawUp = Math.max(rawUp, longZ);
      if (long <= -down) rawDown = Math.max(rawDown, -longZ);
    }
    rawUp = Math.min(rawUp, E.MOST_EVIDENCE);
    rawDown = Math.min(rawDown, E.MOST_EVIDENCE);

    const usualUp = this.usual(slot, o, L.USUAL_UP, day.bin, age);
    const usualDown = this.usual(slot, o, L.USUAL_DOWN, day.bin, age);
    const discount = provisional ? (warming ? 0 : 1 / E.PROVISIONAL_FACTOR) : 1;
    const xUp = Math.max(0, rawUp - usualUp) * discount;
    const xDown = Math.max(0, rawDown - usualDown) * discount;

    const s = this.scratch;
    const t = row * SCRATCH;
    s[t + Y] = y;
    s[t + Q] = q;
    s[t + Q_SLOW] = qSlow;
    s[t + NOISE_NOW] = noise;
    s[t + SHORT_NOW] = short;
    s[t + LONG_NOW] = long;
    s[t + RAW_UP] = rawUp;
    s[t + RAW_DOWN] = rawDown;
    s[t + STRONGEST] = Math.max(xUp, xDown);
    s[t + DISTANCE_NOW] = distance(f, o, block.time, k.step);

    if (warming) {
      silence(out, row, WARMING_UP);
      return;
    }
    const shownDown = ((block.flags[row] as number) & INCOMPLETE) !== 0 ? 0 : xDown;
    const x = Math.max(xUp, shownDown);
    out.status[row] = SCORED;
    out.score[row] = x / (x + this.openAt);
    out.direction[row] = x === 0 ? 0 : xUp >= shownDown ? 1 : -1;

    const expected = fast + season;
    const usualCalls = kind === E.COUNT ? Math.max(0, Math.exp(expected) - 0.5) : 0;
    const width = Math.max(learnedNoise, noiseFloor(kind, usualCalls, fast, daily));
    const needed = provisional ? this.openAt * E.PROVISIONAL_FACTOR : this.openAt;
    out.expected[row] = kind === E.COUNT ? usualCalls / k.seconds : fromScale(kind, expected, k.seconds);
    out.lower[row] =
      down === Infinity ? 0 : fromScale(kind, expected - Math.max((needed + usualDown) * width, down), k.seconds);
    out.upper[row] = fromScale(kind, expected + Math.max((needed + usualUp) * width, up), k.seconds);
  }

  private update(block: StepBlock, row: number, slot: number, k: StepConstants, day: DayPosition, gain: number): void {
    const f = this.state.fields;
    const o = slot * L.FIELDS;
    const s = this.scratch;
    const t = row * SCRATCH;
    const gauge = block.kind[row] === E.GAUGE;
    const n = f[o + L.N] as number;
    const first = 1 / (n + 1);
    const age = block.time - (f[o + L.FIRST] as number);
    const mature = age > DAY;
    const dt = s[t + DISTANCE_NOW] as number;
    const y = s[t + Y] as number;
    const q = s[t + Q] as number;
    const noise = s[t + NOISE_NOW] as number;
    const short = s[t + SHORT_NOW] as number;
    const long = s[t + LONG_NOW] as number;
    const rate = (s[t + STRONGEST] as number) > E.FREEZE_AT ? E.FREEZE : 1;

    if (day.bin !== f[o + L.AT]) this.turnBin(slot, o, day, age);
    f[o + L.PEAK_UP] = Math.max(f[o + L.PEAK_UP] as number, s[t + RAW_UP] as number);
    f[o + L.PEAK_DOWN] = Math.max(f[o + L.PEAK_DOWN] as number, s[t + RAW_DOWN] as number);

    // A gauge that was constant has no noise to clip by: a tenth of any deviation always teaches.
    const always = gauge ? 0.1 * Math.abs(q) : 0;
    const alwaysSlow = gauge ? 0.1 * Math.abs(s[t + Q_SLOW] as number) : 0;
    const bound = n > 30 ? Math.max(4 * noise, always) : Infinity;
    const boundSlow = n > 30 ? Math.max(4 * noise, alwaysSlow) : Infinity;
    const dayGain = Math.max(dt * k.day, first);
    const twoDays = Math.max(dt * k.twoDays, first);
    const noiseGain = twoDays * rate;
    const size = n > 50 ? Math.min(Math.abs(q), Math.max(3 * noise, always)) : Math.abs(q);
    f[o + L.FAST] = (f[o + L.FAST] as number) + Math.max(dt * k.fast, first) * E.clip(q, bound) * rate;
    f[o + L.SLOW] =
      (f[o + L.SLOW] as number) + Math.max(dt * k.slow, first) * E.clip(s[t + Q_SLOW] as number, boundSlow) * rate;
    const fromDaily = y - (f[o + L.DAILY] as number);
    f[o + L.DAILY] = (f[o + L.DAILY] as number) + dayGain * fromDaily * rate;
    f[o + L.NOISE] = (f[o + L.NOISE] as number) + noiseGain * (E.TO_DEVIATION * size - (f[o + L.NOISE] as number));
    learnSize(f, o + L.SHORT_SIZE, short, noise, noiseGain);
    learnSize(f, o + L.LONG_SIZE, long, noise, noiseGain);
    f[o + L.SPREAD_MEAN] =
      (f[o + L.SPREAD_MEAN] as number) +
      Math.max(dt * k.fourDays, first) * rate * (size - (f[o + L.SPREAD_MEAN] as number));

    const here = slot * BINS + day.bin;
    const visit = k.visitUnit === 1 || block.time % 60_000 < k.step;
    if (mature) {
      if (visit) this.state.spreadVisits[here] = Math.min(255, (this.state.spreadVisits[here] as number) + 1);
      const visits = visitsSoFar(this.state.spreadVisits[here] as number, block.time, k);
      f[o + L.SPREAD_HERE] =
        (f[o + L.SPREAD_HERE] as number) +
        Math.max(1 / visits, 0.25 / k.visits) * rate * (size - (f[o + L.SPREAD_HERE] as number));
    }
    this.learnProfile(
      f,
      o,
      here,
      y,
      block.time,
      visit,
      mature,
      twoDays,
      rate,
      dt === k.step ? gain : profileGain(dt),
      gauge,
      k
    );

    f[o + L.Z2] = f[o + L.Z1] as number;
    f[o + L.Q2] = f[o + L.Q1] as number;
    f[o + L.Z1] = q / noise;
    f[o + L.Q1] = q;
    f[o + L.SHORT] = short;
    f[o + L.LONG] = long;
    f[o + L.DISTANCE] = dt;
    f[o + L.LAST] = block.time;
    f[o + L.N] = n + 1;
  }

  private learnProfile(
    f: Float64Array,
    o: number,
    here: number,
    y: number,
    time: number,
    visit: boolean,
    mature: boolean,
    twoDays: number,
    rate: number,
    gain: number,
    gauge: boolean,
    k: StepConstants
  ): void {
    const { profile, visits } = this.state;
    const fromDaily = y - (f[o + L.DAILY] as number);
    const without = f[o + L.ERROR_WITHOUT] as number;
    const fromProfile = fromDaily - (profile[here] as number);
    const cap = gauge ? gaugeCap(f[o + L.N] as number, without, fromDaily) : 2;
    f[o + L.ERROR_WITHOUT] = without + twoDays * (Math.min(Math.abs(fromDaily), cap) - without);
    if (mature) {
      if (f[o + L.ERROR_WITH] === 0) f[o + L.ERROR_WITH] = f[o + L.ERROR_WITHOUT] as number;
      const error = f[o + L.ERROR_WITH] as number;
      f[o + L.ERROR_WITH] = error + twoDays * (Math.min(Math.abs(fromProfile), cap) - error);
    }
    if (visit || visits[here] === 0) visits[here] = Math.min(255, (visits[here] as number) + 1);
    const seen = visitsSoFar(visits[here] as number, time, k);
    profile[here] =
      (profile[here] as number) + Math.max(1 / seen, gain) * rate * E.clip(fromProfile, gauge ? cap : 1.5);
  }

  /** How much of the profile is believed: nothing when it removes under 2 % of the error, all from 27 % on. */
  weight(slot: number, o: number, day: DayPosition): number {
    if (this.state.visits[slot * BINS + day.bin] === 0) return 0;
    const f = this.state.fields;
    const share = (f[o + L.ERROR_WITH] as number) / Math.max(f[o + L.ERROR_WITHOUT] as number, 1e-30);
    return Math.min(1, Math.max(0, (0.98 - share) / 0.25));
  }

  /** The profile at a time of day, interpolated to the nearer neighbouring bin. */
  profileAt(slot: number, day: DayPosition): number {
    const { profile, visits } = this.state;
    const p = slot * BINS;
    const here = profile[p + day.bin] as number;
    if (visits[p + day.neighbour] === 0) return here;
    return here * (1 - day.neighbourShare) + (profile[p + day.neighbour] as number) * day.neighbourShare;
  }

  /** How much noisier than usual this time of day is; a day's visits count as prior for 1. */
  private hourly(slot: number, o: number, day: DayPosition, k: StepConstants): number {
    const f = this.state.fields;
    const mean = f[o + L.SPREAD_MEAN] as number;
    if (mean <= 0) return 1;
    const here = f[o + L.AT] === day.bin ? (f[o + L.SPREAD_HERE] as number) : this.state.loadSpread(slot, day.bin);
    const visits = (this.state.spreadVisits[slot * BINS + day.bin] as number) * k.visitUnit;
    return Math.max(0.5, (here * visits + mean * k.visits) / (visits + k.visits) / mean);
  }

  /** What evidence is usual at this time of day and taken off: of the bin and its neighbours, if it is a habit at all. */
  private usual(slot: number, o: number, sign: number, bin: number, age: number): number {
    const r = this.state.recurring;
    const base = slot * L.RECURRING + sign;
    const before = (bin + BINS - 1) % BINS;
    const after = (bin + 1) % BINS;
    let a = r[base + bin] as number;
    let b = r[base + before] as number;
    let c = r[base + after] as number;
    const ended = this.state.fields[o + L.AT] as number;
    if (ended !== bin && age > HABITS_FROM) {
      if (ended === before) b = this.usualAfter(slot, o, sign, ended, age);
      else if (ended === after) c = this.usualAfter(slot, o, sign, ended, age);
    }
    if (b > a) a = b;
    if (c > a) a = c;
    const most = a * this.state.recurringUnit;
    return most > USUAL_FROM ? USUAL_MARGIN * most : 0;
  }

  /** The usual evidence of a bin whose day has just ended, as it is kept. */
  private usualAfter(slot: number, o: number, sign: number, bin: number, age: number): number {
    const r = this.state.recurring;
    const yesterday = slot * L.RECURRING + (sign === L.USUAL_UP ? L.YESTERDAY_UP : L.YESTERDAY_DOWN);
    const peak = this.state.stored(this.state.fields[o + (sign === L.USUAL_UP ? L.PEAK_UP : L.PEAK_DOWN)] as number);
    const seen = Math.max(
      r[yesterday + bin] as number,
      r[yesterday + ((bin + 1) % BINS)] as number,
      r[yesterday + ((bin + BINS - 1) % BINS)] as number
    );
    const confirmed = age < TWO_SIGHTINGS_FROM ? peak : Math.min(peak, seen);
    const usual = r[slot * L.RECURRING + sign + bin] as number;
    if (confirmed > usual) return confirmed;
    const faded = usual * USUAL_KEEP + confirmed * (1 - USUAL_KEEP);
    return this.state.exact ? faded : Math.round(faded);
  }

  /** The bin of the last sample has ended: its habits and its spread are written, the new bin's spread is taken up. */
  private turnBin(slot: number, o: number, day: DayPosition, age: number): void {
    const f = this.state.fields;
    const r = this.state.recurring;
    const ended = f[o + L.AT] as number;
    if (age > HABITS_FROM) {
      const base = slot * L.RECURRING;
      const up = this.usualAfter(slot, o, L.USUAL_UP, ended, age);
      const down = this.usualAfter(slot, o, L.USUAL_DOWN, ended, age);
      r[base + L.USUAL_UP + ended] = up;
      r[base + L.USUAL_DOWN + ended] = down;
      r[base + L.YESTERDAY_UP + ended] = this.state.stored(f[o + L.PEAK_UP] as number);
      r[base + L.YESTERDAY_DOWN + ended] = this.state.stored(f[o + L.PEAK_DOWN] as number);
    }
    f[o + L.PEAK_UP] = 0;
    f[o + L.PEAK_DOWN] = 0;
    this.state.storeSpread(slot, ended, f[o + L.SPREAD_HERE] as number);
    f[o + L.SPREAD_HERE] = this.state.loadSpread(slot, day.bin);
    f[o + L.AT] = day.bin;
  }
}

/** The row has no score and no band. */
export function silence(out: VerdictBlock, row: number, status: number): void {
  out.status[row] = status;
  out.score[row] = 0;
  out.direction[row] = 0;
  out.expected[row] = Number.NaN;
  out.lower[row] = Number.NaN;
  out.upper[row] = Number.NaN;
}

/** Noise that is there by nature: Poisson for counts, and 2 % lest a constant series alarms on rounding. */
function noiseFloor(kind: number, calls: number, level: number, dailyDeviation: number): number {
  if (kind === E.COUNT) return Math.sqrt(0.0004 + 1 / (calls + 1));
  return kind === E.LATENCY ? 0.02 : E.gaugeNoiseFloor(level, dailyDeviation);
}

/** The smallest of the last deviations when all point the same way, with that sign; otherwise 0. */
function lastingZ(f: Float64Array, o: number, z: number, persist: number): number {
  const z1 = persist > 1 ? (f[o + L.Z1] as number) : z;
  const z2 = persist > 2 ? (f[o + L.Z2] as number) : z;
  if (z > 0) return z1 > 0 && z2 > 0 ? Math.min(z, z1, z2) : 0;
  return z1 <= 0 && z2 <= 0 ? Math.max(z, z1, z2) : 0;
}

function meanOf(f: Float64Array, o: number, q: number, persist: number): number {
  let mean = q / persist;
  if (persist > 1) mean += (f[o + L.Q1] as number) / persist;
  if (persist > 2) mean += (f[o + L.Q2] as number) / persist;
  return mean;
}

/** The usual size of a mean of deviations, which gives autocorrelated series a wider yardstick. */
function learnSize(f: Float64Array, at: number, mean: number, noise: number, gain: number): void {
  const size = f[at] as number;
  f[at] = size + gain * (Math.min(Math.abs(mean), 4 * size + 0.1 * noise) - size);
}

/** The smoothed distance of samples, which stretches all memories of a sparse series; long gaps do not count. */
function distance(f: Float64Array, o: number, time: number, step: number): number {
  const dt = f[o + L.DISTANCE] as number;
  if (dt === step && time - (f[o + L.LAST] as number) === step) return dt;
  const gap = time - (f[o + L.LAST] as number);
  if (!(gap > 0 && gap < 5 * dt)) return dt;
  const next = dt + (gap - dt) * 0.2;
  return Math.abs(next - step) < 1e-9 * step ? step : next;
}

/** Visits to a bin, from the count of its minutes. */
function visitsSoFar(counted: number, time: number, k: StepConstants): number {
  if (k.visitUnit === 1) return Math.max(1, counted);
  return Math.max(1, (counted - 1) * k.visitUnit + 1 + Math.floor((time % 60_000) / k.step));
}

/** Deviations from the day's level of a gauge are cut at five times their usual size once that is known. */
function gaugeCap(n: number, usual: number, deviation: number): number {
  return n > 50 ? Math.max(5 * usual, 0.1 * Math.abs(deviation)) : Infinity;
}
