import { DAY } from '../../core/time.ts';
import { INCOMPLETE, UNCOVERED } from '../../core/step-block.ts';
import type { StepBlock } from '../../core/step-block.ts';
import { NO_DATA, SCORED, WARMING_UP } from '../../core/verdict.ts';
import type { VerdictBlock } from '../../core/verdict.ts';
import { takeDay, takeUsual } from './day-memory.ts';
import * as E from './evidence.ts';
import { exponential } from './exponential.ts';
import { BREAK } from './gaps.ts';
import * as L from './level-state.ts';
import { LARGEST, LARGEST_SHOWN, SMALLEST_LATENCY } from './scale.ts';
import * as S from './scratch.ts';
import { silence } from './silence.ts';
import type { DayPosition, StepConstants } from './step-constants.ts';
import * as W from './work.ts';

// The compiler takes a module's own constants as numbers, those of another module it loads each time: a fifth of all time.
const { FIELDS, N, FIRST, LAST, DISTANCE, FAST, SLOW, NOISE, ERROR_WITHOUT, Z1, Q1, Z2, Q2, SHORT, LONG } = L;
const { SHORT_SIZE, LONG_SIZE, SILENCE, AT, USUAL_UP_HERE, USUAL_DOWN_HERE } = L;
const { SCRATCH, Y, Q, Q_SLOW, NOISE_NOW, SHORT_NOW, LONG_NOW, RAW_UP, RAW_DOWN, STRONGEST, STRONGEST_RAW } = S;
const { SILENCE_NOW } = S;
const { SEASON, HOURLY, USUAL_UP, USUAL_DOWN } = W;
const { COUNT, RATIO, LATENCY, GAUGE, TO_DEVIATION, SPARSE_CALLS, MOST_EVIDENCE, PROVISIONAL_FACTOR } = E;
const { GAUGE_NOISE_OF_LEVEL, GAUGE_NOISE_OF_DAY, GAUGE_FLOOR_OF_LEVEL, GAUGE_FLOOR_OF_DAY, GAUGE_TINY } = E;
const { LATENCY_NOISE, RELATIVE_VARIANCE, COUNT_UP, COUNT_DOWN, LATENCY_UP } = E;
const { PROVISIONAL_COUNT_UP, PROVISIONAL_COUNT_DOWN, PROVISIONAL_LATENCY_UP } = E;
const A_DAY: number = DAY;
const BROKEN: number = BREAK;
const MOST: number = LARGEST;
const MOST_SHOWN: number = LARGEST_SHOWN;
const LEAST_LATENCY: number = SMALLEST_LATENCY;
const NOT_COVERED: number = UNCOVERED;
const NOT_COMPLETE: number = INCOMPLETE;
const IS_SCORED: number = SCORED;

/** What judging needs beside the block: the thresholds of the detector and what is the same for all rows. */
export interface LevelTask {
  readonly k: StepConstants;
  readonly day: DayPosition;
  readonly openAt: number;
  /** Nothing is said on the first day. */
  readonly silent: boolean;
}

/**
 * Judges the rows `[from, to)` that are not ratios; `slots` holds slot + 1 by ordinal. Changes no state. One long loop on purpose: in
 * functions of their own, numbers would go through memory and the arrays would be looked up for each row, which took as
 * long as the arithmetic. Its order follows the experiments' step by step, so that numbers agree to the last digits.
 */
// eslint-disable-next-line sonarjs/cognitive-complexity -- see above: split up, it is slower.
export function judgeLevels(
  state: L.LevelState,
  scratch: Float64Array,
  block: StepBlock,
  from: number,
  to: number,
  slots: Int32Array,
  task: LevelTask,
  out: VerdictBlock
): void {
  const { time, kind: kinds, value: values, weight: weights, flags, series } = block;
  const { k, day, openAt, silent } = task;
  const { seconds, persist, warmUp, short: shortGain, long: longGain } = k;
  const { bin } = day;
  const { score, status, direction, expected, lower, upper } = out;
  const f = state.fields;
  const w = state.work;
  for (let row = from; row < to; row++) {
    const kind = kinds[row] as number;
    if (kind === RATIO) continue;
    const value = values[row] as number;
    const flag = flags[row] as number;
    if (value !== value || (flag & NOT_COVERED) !== 0) {
      silence(out, row, NO_DATA);
      continue;
    }
    const ordinal = series[row] as number;
    const slot = ordinal < slots.length ? (slots[ordinal] as number) - 1 : -1;
    if (slot < 0) {
      silence(out, row, WARMING_UP);
      continue;
    }
    const o = slot * FIELDS;
    const n = f[o + N] as number;
    const age = time - (f[o + FIRST] as number);
    const mature = age > A_DAY;
    const provisional = !mature && !silent;
    const warming = n < warmUp || (silent && age < A_DAY);
    let season = 0;
    let hourly = 1;
    if (mature) {
      takeDay(state, slot, day, k);
      season = w[SEASON] as number;
      hourly = w[HOURLY] as number;
    }

    // The sample on the scale of judging, what is expected there, and what is of practical size.
    const fast = f[o + FAST] as number;
    const slow = f[o + SLOW] as number;
    const learned = (f[o + NOISE] as number) * hourly;
    let y: number;
    let middle: number;
    let usualCalls = 0;
    let up: number;
    let down: number;
    let width: number;
    let noise: number;
    let quiet = false;
    if (kind === GAUGE) {
      y = value < -MOST ? -MOST : value > MOST ? MOST : value;
      middle = fast + season;
      const daily = TO_DEVIATION * (f[o + ERROR_WITHOUT] as number);
      const size = Math.abs(fast);
      up = Math.max(GAUGE_FLOOR_OF_LEVEL * size, GAUGE_FLOOR_OF_DAY * daily);
      if (provisional) up *= 2;
      down = up;
      width = Math.max(learned, GAUGE_TINY, GAUGE_NOISE_OF_LEVEL * size, GAUGE_NOISE_OF_DAY * daily);
      noise = width;
    } else if (kind === COUNT) {
      const weight = weights[row] as number;
      const found = weight >= 0 ? weight : value * seconds;
      const calls = found > MOST ? MOST : found > 0 ? found : 0;
      y = Math.log(calls + 0.5);
      middle = exponential(fast + season);
      usualCalls = Math.max(0, middle - 0.5);
      const sparse = usualCalls * persist < SPARSE_CALLS;
      quiet = sparse && calls === 0;
      up = provisional ? PROVISIONAL_COUNT_UP : COUNT_UP;
      down = provisional ? PROVISIONAL_COUNT_DOWN : COUNT_DOWN;
      noise = Math.max(
        learned,
        Math.sqrt(RELATIVE_VARIANCE + 1 / ((sparse ? Math.min(calls, usualCalls) : calls) + 1))
      );
      width = Math.max(learned, Math.sqrt(RELATIVE_VARIANCE + 1 / (usualCalls + 1)));
    } else {
      y = Math.log(value < LEAST_LATENCY ? LEAST_LATENCY : value > MOST ? MOST : value);
      middle = exponential(fast + season);
      up = provisional ? PROVISIONAL_LATENCY_UP : LATENCY_UP;
      down = Infinity;
      width = Math.max(learned, LATENCY_NOISE);
      noise = width;
    }

    // The deviations, and their means; what is missing before this sample makes the means fade.
    const q = y - season - fast;
    const qSlow = y - season - slow;
    const dt = f[o + DISTANCE] as number;
    const gap = time - (f[o + LAST] as number);
    const missed = gap > dt ? gap / dt - 1 : 0;
    let short = f[o + SHORT] as number;
    let long = f[o + LONG] as number;
    if (missed > 0) {
      short *= Math.pow(1 - shortGain, missed);
      long *= Math.pow(1 - longGain, missed);
    }
    const first = 1 / (n + 1);
    const most = 4 * noise;
    short += (first > shortGain ? first : shortGain) * ((q > most ? most : q < -most ? -most : q) - short);
    long += (first > longGain ? first : longGain) * ((qSlow > most ? most : qSlow < -most ? -most : qSlow) - long);
    const silentSoFar = quiet ? (f[o + SILENCE] as number) + E.silentStep(usualCalls, learned, persist) : 0;

    // Evidence per sign. Ordinary samples fail the floors, so these come first and the divisions after.
    let rawUp = 0;
    let rawDown = 0;
    let sum = q;
    if (persist > 1) sum += f[o + Q1] as number;
    if (persist > 2) sum += f[o + Q2] as number;
    const size = sum / persist;
    if ((size >= up || size <= -down) && n >= persist && (missed < BROKEN || persist === 1)) {
      const z = q / noise;
      const z1 = persist > 1 ? (f[o + Z1] as number) : z;
      const z2 = persist > 2 ? (f[o + Z2] as number) : z;
      if (z > 0) rawUp = Math.max(0, Math.min(z, z1, z2));
      else rawDown = Math.max(0, -Math.max(z, z1, z2));
    }
    if (short >= up || short <= -down) {
      const z = (short / (TO_DEVIATION * Math.max(f[o + SHORT_SIZE] as number, 0.25 * noise))) * 0.8;
      if (z > 0) rawUp = Math.max(rawUp, z);
      else rawDown = Math.max(rawDown, -z);
    }
    if (silentSoFar > 0) rawDown = Math.max(persist === 1 ? 0 : rawDown, E.silenceEvidence(silentSoFar));
    let slowUp = false;
    let slowDown = false;
    if (!provisional && (long >= up || long <= -down)) {
      const z = (long / (TO_DEVIATION * Math.max(f[o + LONG_SIZE] as number, 0.2 * noise))) * 0.9;
      slowUp = z > rawUp;
      slowDown = -z > rawDown;
      if (slowUp) rawUp = z;
      else if (slowDown) rawDown = -z;
    }
    if (rawUp > MOST_EVIDENCE) rawUp = MOST_EVIDENCE;
    if (rawDown > MOST_EVIDENCE) rawDown = MOST_EVIDENCE;

    let usualUp: number;
    let usualDown: number;
    if (f[o + AT] === bin) {
      usualUp = f[o + USUAL_UP_HERE] as number;
      usualDown = f[o + USUAL_DOWN_HERE] as number;
    } else {
      takeUsual(state, slot, bin);
      usualUp = w[USUAL_UP] as number;
      usualDown = w[USUAL_DOWN] as number;
    }
    // Warm-up learns at full weight: what it has seen so far proves nothing.
    const factor = provisional ? PROVISIONAL_FACTOR : 1;
    const counted = provisional && warming ? 0 : 1 / factor;
    const xUp = rawUp > usualUp ? (rawUp - usualUp) * counted : 0;
    let xDown = rawDown > usualDown ? (rawDown - usualDown) * counted : 0;

    const t = row * SCRATCH;
    scratch[t + Y] = y;
    scratch[t + Q] = q;
    scratch[t + Q_SLOW] = qSlow;
    scratch[t + NOISE_NOW] = noise;
    scratch[t + SHORT_NOW] = short;
    scratch[t + LONG_NOW] = long;
    scratch[t + RAW_UP] = rawUp;
    scratch[t + RAW_DOWN] = rawDown;
    scratch[t + STRONGEST] = xUp > xDown ? xUp : xDown;
    scratch[t + STRONGEST_RAW] = (rawUp > rawDown ? rawUp : rawDown) * counted;
    scratch[t + SILENCE_NOW] = silentSoFar;
    if (warming) {
      silence(out, row, WARMING_UP);
      continue;
    }
    if ((flag & NOT_COMPLETE) !== 0) xDown = 0;

    // Score and direction, what was expected, and what one lasting sample may be without being anomalous.
    const x = xUp > xDown ? xUp : xDown;
    status[row] = IS_SCORED;
    score[row] = x / (x + openAt);
    direction[row] = x === 0 ? 0 : xUp >= xDown ? 1 : -1;
    // What a person is told was expected is what the evidence was measured from.
    if (xUp >= xDown ? slowUp : slowDown) middle = kind === GAUGE ? slow + season : exponential(slow + season);
    const needed = openAt * factor;
    const below = Math.max((needed + usualDown) * width, down);
    const above = Math.max((needed + usualUp) * width, up);
    if (kind === GAUGE) {
      const low = middle - below;
      const high = middle + above;
      expected[row] = middle;
      lower[row] = low < -MOST_SHOWN ? -MOST_SHOWN : low;
      upper[row] = high > MOST_SHOWN ? MOST_SHOWN : high;
    } else {
      const far = exponential(above);
      // A latency that falls is no anomaly; what is shown as expected is as wide below as above.
      const low = kind === LATENCY || below === above ? middle / far : middle * exponential(-below);
      const high = middle * far;
      const half = kind === LATENCY ? 0 : 0.5;
      const unit = kind === LATENCY ? 1 : seconds;
      expected[row] = middle > MOST_SHOWN ? MOST_SHOWN : Math.max(0, middle - half) / unit;
      lower[row] = Math.max(0, low - half) / unit;
      upper[row] = high > MOST_SHOWN ? MOST_SHOWN : Math.max(0, high - half) / unit;
    }
  }
}
