import type { StepBlock } from '../../core/step-block.ts';
import { DAY, MINUTE } from '../../core/time.ts';
import { turnBin } from './day-memory.ts';
import * as E from './evidence.ts';
import { BREAK, missedBefore } from './gaps.ts';
import * as L from './level-state.ts';
import * as S from './scratch.ts';
import { profileGain } from './step-constants.ts';
import type { StepConstants } from './step-constants.ts';
import * as W from './work.ts';

/** Samples after which levels, and spreads, no longer follow everything they see. */
const CLIP_LEVELS_AFTER = 30;
const CLIP_SPREADS_AFTER = 50;
/** A gauge that was constant has no noise to clip by: a tenth of any deviation always teaches. */
const ALWAYS = 0.1;

/** Learns the sample of a row that has been judged. The order follows the experiments' step by step. */
export function learnLevel(
  state: L.LevelState,
  slot: number,
  scratch: Float64Array,
  row: number,
  block: StepBlock,
  bin: number,
  k: StepConstants
): void {
  const f = state.fields;
  const o = slot * L.FIELDS;
  const t = row * S.SCRATCH;
  const w = state.work;
  const gauge = block.kind[row] === E.GAUGE;
  const n = f[o + L.N] as number;
  const first = 1 / (n + 1);
  const dt = scratch[t + S.DISTANCE_NOW] as number;
  const q = scratch[t + S.Q] as number;
  const qSlow = scratch[t + S.Q_SLOW] as number;
  const noise = scratch[t + S.NOISE_NOW] as number;
  const rate = (scratch[t + S.STRONGEST] as number) > E.FREEZE_AT ? E.FREEZE : 1;
  // A habit is learned by the profile and the noise. Levels that followed it would be wrong when it ends, and an anomaly
  // the other way would keep them so.
  const levelRate = (scratch[t + S.STRONGEST_RAW] as number) > E.FREEZE_AT ? E.FREEZE : 1;
  const always = gauge ? ALWAYS * Math.abs(q) : 0;
  const alwaysSlow = gauge ? ALWAYS * Math.abs(qSlow) : 0;
  const size = n > CLIP_SPREADS_AFTER ? Math.min(Math.abs(q), Math.max(3 * noise, always)) : Math.abs(q);
  const twoDays = Math.max(dt * k.twoDays, first);

  w[W.AGE] = block.time - (f[o + L.FIRST] as number);
  w[W.SIZE] = size;
  w[W.RATE] = rate;
  w[W.TWO_DAYS] = twoDays;
  w[W.PROFILE] = dt === k.step ? k.profile : profileGain(dt);

  if (bin !== f[o + L.AT]) turnBin(state, slot, bin);
  f[o + L.PEAK_UP] = Math.max(f[o + L.PEAK_UP] as number, scratch[t + S.RAW_UP] as number);
  f[o + L.PEAK_DOWN] = Math.max(f[o + L.PEAK_DOWN] as number, scratch[t + S.RAW_DOWN] as number);

  const clips = n > CLIP_LEVELS_AFTER;
  const step = clips ? E.clip(q, Math.max(4 * noise, always)) : q;
  const stepSlow = clips ? E.clip(qSlow, Math.max(4 * noise, alwaysSlow)) : qSlow;
  approach(f, o + L.FAST, Math.max(dt * k.fast, first) * levelRate, step);
  approach(f, o + L.SLOW, Math.max(dt * k.slow, first) * levelRate, stepSlow);
  approach(
    f,
    o + L.DAILY,
    Math.max(dt * k.day, first) * rate,
    (scratch[t + S.Y] as number) - (f[o + L.DAILY] as number)
  );
  approach(f, o + L.NOISE, twoDays * rate, E.TO_DEVIATION * size - (f[o + L.NOISE] as number));
  learnSize(f, o + L.SHORT_SIZE, scratch[t + S.SHORT_NOW] as number, noise, twoDays * rate);
  learnSize(f, o + L.LONG_SIZE, scratch[t + S.LONG_NOW] as number, noise, twoDays * rate);
  approach(f, o + L.SPREAD_MEAN, Math.max(dt * k.fourDays, first) * rate, size - (f[o + L.SPREAD_MEAN] as number));

  learnDay(state, slot, scratch, t, block, gauge, k);

  const inARow = missedBefore(f, o, block.time) < BREAK;
  f[o + L.Z2] = inARow ? (f[o + L.Z1] as number) : 0;
  f[o + L.Q2] = inARow ? (f[o + L.Q1] as number) : 0;
  f[o + L.Z1] = q / noise;
  f[o + L.Q1] = q;
  f[o + L.SHORT] = scratch[t + S.SHORT_NOW] as number;
  f[o + L.LONG] = scratch[t + S.LONG_NOW] as number;
  f[o + L.DISTANCE] = dt;
  f[o + L.SILENCE] = scratch[t + S.SILENCE_NOW] as number;
  f[o + L.LAST] = block.time;
  f[o + L.N] = n + 1;
}

/** The profile and the spread of the current bin, and how well the profile explains the day. */
function learnDay(
  state: L.LevelState,
  slot: number,
  scratch: Float64Array,
  t: number,
  block: StepBlock,
  gauge: boolean,
  k: StepConstants
): void {
  const f = state.fields;
  const o = slot * L.FIELDS;
  const w = state.work;
  const rate = w[W.RATE] as number;
  const twoDays = w[W.TWO_DAYS] as number;
  const counts = k.visitUnit === 1 || block.time % MINUTE < k.step;
  const fromDaily = (scratch[t + S.Y] as number) - (f[o + L.DAILY] as number);
  const fromProfile = fromDaily - (f[o + L.PROFILE_HERE] as number);
  const usual = f[o + L.ERROR_WITHOUT] as number;
  const cap = gauge ? gaugeCap(f[o + L.N] as number, usual, fromDaily) : 2;
  f[o + L.ERROR_WITHOUT] = usual + twoDays * (Math.min(Math.abs(fromDaily), cap) - usual);
  if ((w[W.AGE] as number) > DAY) {
    if (counts) f[o + L.SPREAD_VISITS_HERE] = Math.min(255, (f[o + L.SPREAD_VISITS_HERE] as number) + 1);
    const visits = visitsSoFar(f[o + L.SPREAD_VISITS_HERE] as number, block.time, k);
    const gain = Math.max(1 / visits, 0.25 / k.visits) * rate;
    approach(f, o + L.SPREAD_HERE, gain, (w[W.SIZE] as number) - (f[o + L.SPREAD_HERE] as number));
    if (f[o + L.ERROR_WITH] === 0) f[o + L.ERROR_WITH] = f[o + L.ERROR_WITHOUT] as number;
    approach(f, o + L.ERROR_WITH, twoDays, Math.min(Math.abs(fromProfile), cap) - (f[o + L.ERROR_WITH] as number));
  }
  if (counts || f[o + L.VISITS_HERE] === 0) f[o + L.VISITS_HERE] = Math.min(255, (f[o + L.VISITS_HERE] as number) + 1);
  const seen = visitsSoFar(f[o + L.VISITS_HERE] as number, block.time, k);
  const gain = Math.max(1 / seen, w[W.PROFILE] as number) * rate;
  approach(f, o + L.PROFILE_HERE, gain, E.clip(fromProfile, gauge ? cap : 1.5));
}

function approach(f: Float64Array, at: number, gain: number, distance: number): void {
  f[at] = (f[at] as number) + gain * distance;
}

/** The usual size of a mean of deviations, which gives autocorrelated series a wider yardstick. */
function learnSize(f: Float64Array, at: number, mean: number, noise: number, gain: number): void {
  const size = f[at] as number;
  f[at] = size + gain * (Math.min(Math.abs(mean), 4 * size + 0.1 * noise) - size);
}

/** Visits to a bin, from the count of its minutes. */
function visitsSoFar(counted: number, time: number, k: StepConstants): number {
  if (k.visitUnit === 1) return Math.max(1, counted);
  return Math.max(1, (counted - 1) * k.visitUnit + 1 + Math.floor((time % MINUTE) / k.step));
}

/** Deviations from the day's level of a gauge are cut at five times their usual size once that is known. */
function gaugeCap(n: number, usual: number, deviation: number): number {
  return n > CLIP_SPREADS_AFTER ? Math.max(5 * usual, ALWAYS * Math.abs(deviation)) : Infinity;
}
