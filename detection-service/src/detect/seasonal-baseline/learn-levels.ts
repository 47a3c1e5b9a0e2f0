import { INCOMPLETE, UNCOVERED } from '../../core/step-block.ts';
import type { StepBlock } from '../../core/step-block.ts';
import { DAY, MINUTE } from '../../core/time.ts';
import { turnBin } from './day-memory.ts';
import * as E from './evidence.ts';
import { BREAK, distanceWith } from './gaps.ts';
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
/** Deviations from the day's level, and from the profile, are cut here: logarithms. */
const MOST_ERROR = 2;
const MOST_PROFILE = 1.5;

// A module's own constants: see `judge-levels.ts`.
const { FIELDS, N, FIRST, LAST, DISTANCE, FAST, SLOW, DAILY, NOISE, ERROR_WITH, ERROR_WITHOUT, Z1, Q1, Z2, Q2 } = L;
const { SHORT, LONG, SHORT_SIZE, LONG_SIZE, SPREAD_MEAN, PEAK_UP, PEAK_DOWN, SILENCE, AT } = L;
const { PROFILE_HERE, VISITS_HERE, SPREAD_HERE, SPREAD_VISITS_HERE } = L;
const { SCRATCH, Y, Q, Q_SLOW, NOISE_NOW, SHORT_NOW, LONG_NOW, RAW_UP, RAW_DOWN, STRONGEST, STRONGEST_RAW } = S;
const { SILENCE_NOW } = S;
const { COUNT, RATIO, GAUGE, TO_DEVIATION, FREEZE_AT, FREEZE } = E;
const { AGE } = W;
const A_DAY: number = DAY;
const BROKEN: number = BREAK;
const NOT_COVERED: number = UNCOVERED;
const NOT_COMPLETE: number = INCOMPLETE;

/**
 * Learns the rows `[from, to)` that `judgeLevels` has judged, in one long loop for the same reason. Series that are new are left to
 * `begin`, which returns their slot. The order follows the experiments' step by step.
 */
// eslint-disable-next-line sonarjs/cognitive-complexity -- see judge-levels.ts: split up, it is slower.
export function learnLevels(
  state: L.LevelState,
  scratch: Float64Array,
  block: StepBlock,
  from: number,
  to: number,
  mask: Uint8Array,
  slots: Int32Array,
  bin: number,
  k: StepConstants,
  begin: (row: number) => number
): void {
  const { time, kind: kinds, value: values, flags, series } = block;
  const { step, fast, slow, day, twoDays: perTwoDays, fourDays, visits: perDay, visitUnit, profile: profileMature } = k;
  const eachCounts = visitUnit === 1;
  const counts = eachCounts || time % MINUTE < step;
  const withinMinute = eachCounts ? 0 : Math.floor((time % MINUTE) / step);
  let f = state.fields;
  for (let row = from; row < to; row++) {
    const kind = kinds[row] as number;
    if (kind === RATIO || mask[row] === 0) continue;
    const value = values[row] as number;
    const flag = flags[row] as number;
    // A gap teaches nothing, nor does a count of which a part is missing.
    if (value !== value || (flag & NOT_COVERED) !== 0 || (kind === COUNT && (flag & NOT_COMPLETE) !== 0)) continue;
    const ordinal = series[row] as number;
    const slot = (slots[ordinal] as number) - 1;
    if (slot < 0) {
      slots[ordinal] = begin(row) + 1;
      f = state.fields;
      continue;
    }
    const o = slot * FIELDS;
    const gap = time - (f[o + LAST] as number);
    if (!(gap > 0)) continue;

    const t = row * SCRATCH;
    const gauge = kind === GAUGE;
    const n = f[o + N] as number;
    const first = 1 / (n + 1);
    const dtBefore = f[o + DISTANCE] as number;
    const dt = gap === step && dtBefore === step ? step : distanceWith(f, o, time, step);
    const y = scratch[t + Y] as number;
    const q = scratch[t + Q] as number;
    const qSlow = scratch[t + Q_SLOW] as number;
    const noise = scratch[t + NOISE_NOW] as number;
    const rawUp = scratch[t + RAW_UP] as number;
    const rawDown = scratch[t + RAW_DOWN] as number;
    const rate = (scratch[t + STRONGEST] as number) > FREEZE_AT ? FREEZE : 1;
    // A habit is learned by the profile and the noise. Levels that followed it would be wrong when it ends, and an
    // anomaly the other way would keep them so.
    const levelRate = (scratch[t + STRONGEST_RAW] as number) > FREEZE_AT ? FREEZE : 1;
    const far = q < 0 ? -q : q;
    const farSlow = qSlow < 0 ? -qSlow : qSlow;
    const clips = n > CLIP_LEVELS_AFTER;
    const age = time - (f[o + FIRST] as number);
    const gainTwoDays = Math.max(dt * perTwoDays, first);

    if (bin !== f[o + AT]) {
      state.work[AGE] = age;
      turnBin(state, slot, bin);
    }
    if (rawUp > 0 && rawUp > (f[o + PEAK_UP] as number)) f[o + PEAK_UP] = rawUp;
    if (rawDown > 0 && rawDown > (f[o + PEAK_DOWN] as number)) f[o + PEAK_DOWN] = rawDown;

    // Levels, and the size of deviations from them.
    let size = far;
    if (n > CLIP_SPREADS_AFTER) {
      const most = gauge ? Math.max(3 * noise, ALWAYS * far) : 3 * noise;
      if (far > most) size = most;
    }
    const most = clips ? (gauge ? Math.max(4 * noise, ALWAYS * far) : 4 * noise) : Infinity;
    const mostSlow = clips ? (gauge ? Math.max(4 * noise, ALWAYS * farSlow) : 4 * noise) : Infinity;
    const towards = q > most ? most : q < -most ? -most : q;
    const towardsSlow = qSlow > mostSlow ? mostSlow : qSlow < -mostSlow ? -mostSlow : qSlow;
    const gainFast = dt * fast;
    const gainSlow = dt * slow;
    const gainDaily = dt * day;
    const gainMean = dt * fourDays;
    const gain = gainTwoDays * rate;
    f[o + FAST] = (f[o + FAST] as number) + (gainFast > first ? gainFast : first) * levelRate * towards;
    f[o + SLOW] = (f[o + SLOW] as number) + (gainSlow > first ? gainSlow : first) * levelRate * towardsSlow;
    const fromOld = y - (f[o + DAILY] as number);
    const daily = (f[o + DAILY] as number) + (gainDaily > first ? gainDaily : first) * rate * fromOld;
    f[o + DAILY] = daily;
    f[o + NOISE] = (f[o + NOISE] as number) + gain * (TO_DEVIATION * size - (f[o + NOISE] as number));
    // The usual size of a mean of deviations gives autocorrelated series a wider yardstick.
    const short = scratch[t + SHORT_NOW] as number;
    const long = scratch[t + LONG_NOW] as number;
    const shortSize = f[o + SHORT_SIZE] as number;
    const longSize = f[o + LONG_SIZE] as number;
    f[o + SHORT_SIZE] = shortSize + gain * (Math.min(Math.abs(short), 4 * shortSize + 0.1 * noise) - shortSize);
    f[o + LONG_SIZE] = longSize + gain * (Math.min(Math.abs(long), 4 * longSize + 0.1 * noise) - longSize);
    const mean = f[o + SPREAD_MEAN] as number;
    f[o + SPREAD_MEAN] = mean + (gainMean > first ? gainMean : first) * rate * (size - mean);

    // The profile and the spread of the current bin, and how well the profile explains the day.
    const fromDaily = y - daily;
    const profile = f[o + PROFILE_HERE] as number;
    const fromProfile = fromDaily - profile;
    const awayDaily = fromDaily < 0 ? -fromDaily : fromDaily;
    const awayProfile = fromProfile < 0 ? -fromProfile : fromProfile;
    let errorWithout = f[o + ERROR_WITHOUT] as number;
    let cap = MOST_ERROR;
    // Deviations of a gauge are cut at five times their usual size once that is known.
    if (gauge) cap = n > CLIP_SPREADS_AFTER ? Math.max(5 * errorWithout, ALWAYS * awayDaily) : Infinity;
    errorWithout += gainTwoDays * ((awayDaily > cap ? cap : awayDaily) - errorWithout);
    f[o + ERROR_WITHOUT] = errorWithout;
    if (age > A_DAY) {
      let visited = f[o + SPREAD_VISITS_HERE] as number;
      if (counts && visited < 255) f[o + SPREAD_VISITS_HERE] = ++visited;
      const seen = visitsSoFar(visited, visitUnit, withinMinute);
      const spread = f[o + SPREAD_HERE] as number;
      f[o + SPREAD_HERE] = spread + Math.max(1 / seen, 0.25 / perDay) * rate * (size - spread);
      const errorWith = f[o + ERROR_WITH] === 0 ? errorWithout : (f[o + ERROR_WITH] as number);
      f[o + ERROR_WITH] = errorWith + gainTwoDays * ((awayProfile > cap ? cap : awayProfile) - errorWith);
    }
    let visited = f[o + VISITS_HERE] as number;
    if ((counts || visited === 0) && visited < 255) f[o + VISITS_HERE] = ++visited;
    const seen = visitsSoFar(visited, visitUnit, withinMinute);
    const mature = dt === step ? profileMature : profileGain(dt);
    const mostProfile = gauge ? cap : MOST_PROFILE;
    const towardsProfile =
      fromProfile > mostProfile ? mostProfile : fromProfile < -mostProfile ? -mostProfile : fromProfile;
    f[o + PROFILE_HERE] = profile + Math.max(1 / seen, mature) * rate * towardsProfile;

    const inARow = gap < (BROKEN + 1) * dtBefore;
    f[o + Z2] = inARow ? (f[o + Z1] as number) : 0;
    f[o + Q2] = inARow ? (f[o + Q1] as number) : 0;
    f[o + Z1] = q / noise;
    f[o + Q1] = q;
    f[o + SHORT] = short;
    f[o + LONG] = long;
    if (dt !== dtBefore) f[o + DISTANCE] = dt;
    f[o + SILENCE] = scratch[t + SILENCE_NOW] as number;
    f[o + LAST] = time;
    f[o + N] = n + 1;
  }
}

/** Visits to a bin, from the count of its minutes. */
function visitsSoFar(counted: number, unit: number, withinMinute: number): number {
  return Math.max(1, unit === 1 ? counted : (counted - 1) * unit + 1 + withinMinute);
}
