import { DAY } from '../../core/time.ts';
import { UNCOVERED } from '../../core/step-block.ts';
import type { StepBlock } from '../../core/step-block.ts';
import { NO_DATA, SCORED, WARMING_UP } from '../../core/verdict.ts';
import type { VerdictBlock } from '../../core/verdict.ts';
import * as E from './evidence.ts';
import { normalTail } from './normal-tail.ts';
import * as R from './ratio-state.ts';
import { silence } from './silence.ts';
import type { StepConstants } from './step-constants.ts';

/** Evidence is 1.6 √(−log10 tail), which puts 4.5 at a tail of 1.2e-8. */
const EVIDENCE_SCALE = 1.6;
/** The smallest rise of a share that matters, and the smallest while the first day lasts. */
const FLOOR = 0.015;
const PROVISIONAL_FLOOR = 0.04;
/** Fewer errors than this prove nothing. */
const FEWEST_ERRORS = 3;
/** A tail of 1e-4 slows learning down to this weight. */
const FREEZE_AT = 4;
const FREEZE = 0.02;
/** A squared deviation below this has a tail above 1e-4. */
const ORDINARY = 13.8;
/** What a new series is taken for: half an error in 200 calls. */
const PRIOR_ERRORS = 0.5;
const PRIOR_CALLS = 200;
const FEWEST_CALLS = 1e-9;
const MOST_CALLS = 1e15;

const SCRATCH = 4;
const ERRORS_NOW = 0;
const CALLS_NOW = 1;
const STRONGEST = 2;

// A module's own constants: see `judge-levels.ts`.
const { FIELDS, N, FIRST, ERRORS, CALLS, DISPERSION, WINDOW_ERRORS, WINDOW_CALLS, RING_LENGTH } = R;
const { RATIO, PROVISIONAL_FACTOR } = E;
const SAMPLES: number = RING_LENGTH / 2;
const A_DAY: number = DAY;
const NOT_COVERED: number = UNCOVERED;
const IS_SCORED: number = SCORED;

/** Error ratios: the errors of windows of 3, 10 and 40 minutes against those that the usual share lets expect. Upward only. */
export class RatioModel {
  readonly state: R.RatioState;
  private readonly openAt: number;
  private readonly silent: boolean;
  private scratch: Float64Array = new Float64Array(0);

  constructor(state: R.RatioState, openAt: number, silent: boolean) {
    this.state = state;
    this.openAt = openAt;
    this.silent = silent;
  }

  /**
   * Judges the rows that are ratios. `slots` holds slot + 1 by ordinal. Changes no state. One long loop, as in
   * `judge-levels.ts`.
   */
  // eslint-disable-next-line sonarjs/cognitive-complexity -- see judge-levels.ts: split up, it is slower.
  score(block: StepBlock, slots: Int32Array, k: StepConstants, out: VerdictBlock): void {
    if (this.scratch.length < block.count * SCRATCH) this.scratch = new Float64Array(block.count * SCRATCH);
    const { openAt, silent, scratch } = this;
    const { fields: f, ring } = this.state;
    const { time, count: rows, kind: kinds, value: values, weight: weights, flags, series } = block;
    const { status, score, direction, expected, lower, upper } = out;
    const { windows, warmUp } = k;
    const deviance = bandDeviance(openAt);
    const devianceFirst = bandDeviance(openAt * PROVISIONAL_FACTOR);
    for (let row = 0; row < rows; row++) {
      if (kinds[row] !== RATIO) continue;
      const value = values[row] as number;
      const weight = weights[row] as number;
      if (isGap(value, weight, flags[row] as number)) {
        silence(out, row, NO_DATA);
        continue;
      }
      const calls = Math.fround(weight > MOST_CALLS ? MOST_CALLS : weight);
      const share = value > 1 ? 1 : value < 0 ? 0 : value;
      const errors = Math.fround(Math.round(share * (weight > MOST_CALLS ? MOST_CALLS : weight)));
      const t = row * SCRATCH;
      scratch[t + ERRORS_NOW] = errors;
      scratch[t + CALLS_NOW] = calls;
      scratch[t + STRONGEST] = 0;
      const ordinal = series[row] as number;
      const slot = ordinal < slots.length ? (slots[ordinal] as number) - 1 : -1;
      if (slot < 0) {
        silence(out, row, WARMING_UP);
        continue;
      }
      const o = slot * FIELDS;
      const n = f[o + N] as number;
      const age = time - (f[o + FIRST] as number);
      const provisional = age <= A_DAY && !silent;
      const warming = n < warmUp || (silent && age < A_DAY);
      const known = f[o + CALLS] as number;
      const usual = (f[o + ERRORS] as number) / known;
      const dispersion = f[o + DISPERSION] as number;
      const floor = provisional ? PROVISIONAL_FLOOR : FLOOR;

      // The smallest tail of the three windows, and the smallest where the rise is of practical size, as −log10.
      let strongest = 0;
      let shown = 0;
      for (let window = 0; window < 3; window++) {
        const length = windows[window] as number;
        // At other steps than a minute the longer windows can be as long as the shorter, and would only repeat.
        if (n <= length || (window > 0 && length === windows[window - 1])) break;
        const past = leaving(slot, n, length);
        const inErrors = (f[o + WINDOW_ERRORS + window] as number) + errors - (ring[past] as number);
        const inCalls = (f[o + WINDOW_CALLS + window] as number) + calls - (ring[past + 1] as number);
        const mean = usual * inCalls;
        if (!(inErrors > mean && inErrors >= FEWEST_ERRORS)) continue;
        const spread = dispersion * (1 + inCalls / known);
        // The deviance is at most Pearson's statistic: what that cannot make count needs no logarithm.
        const large = inErrors / inCalls - usual >= floor;
        if (!large && (inErrors - mean) * (inErrors - mean) < ORDINARY * spread * mean) continue;
        const tail = tailOf(inErrors, mean, spread);
        if (tail > strongest) strongest = tail;
        if (large && tail > shown) shown = tail;
      }
      // During warm-up everything is learned at full weight: the prior is a guess, not a baseline.
      scratch[t + STRONGEST] = warming && !silent ? 0 : strongest;
      if (warming) {
        silence(out, row, WARMING_UP);
        continue;
      }
      const x = (EVIDENCE_SCALE * Math.sqrt(shown)) / (provisional ? PROVISIONAL_FACTOR : 1);
      status[row] = IS_SCORED;
      score[row] = x / (x + openAt);
      direction[row] = x > 0 ? 1 : 0;
      expected[row] = usual;
      lower[row] = 0;
      const reach = (provisional ? devianceFirst : deviance) * dispersion * (1 + calls / known);
      const above = usual + Math.max(floor, bandAbove(usual, calls, reach));
      upper[row] = above > 1 ? 1 : above;
    }
  }

  /** Learns what `score` has just judged. New series start here. */
  // eslint-disable-next-line sonarjs/cognitive-complexity -- see judge-levels.ts: split up, it is slower.
  learn(block: StepBlock, mask: Uint8Array, slots: Int32Array, k: StepConstants): void {
    const { scratch } = this;
    const { count: rows, kind: kinds, value: values, weight: weights, flags, series } = block;
    const { windows, dispersionMemory } = k;
    const keep = 1 - k.ratioMemory;
    let { fields: f, ring } = this.state;
    for (let row = 0; row < rows; row++) {
      if (kinds[row] !== RATIO || mask[row] === 0) continue;
      if (isGap(values[row] as number, weights[row] as number, flags[row] as number)) continue;
      const ordinal = series[row] as number;
      let slot = (slots[ordinal] as number) - 1;
      if (slot < 0) {
        slot = this.begin(block.time);
        slots[ordinal] = slot + 1;
        ({ fields: f, ring } = this.state);
      }
      const o = slot * FIELDS;
      const t = row * SCRATCH;
      const n = f[o + N] as number;
      const errors = scratch[t + ERRORS_NOW] as number;
      const calls = scratch[t + CALLS_NOW] as number;
      for (let window = 0; window < 3; window++) {
        const length = windows[window] as number;
        const past = leaving(slot, n, length);
        const full = n >= length;
        const inErrors = o + WINDOW_ERRORS + window;
        const inCalls = o + WINDOW_CALLS + window;
        f[inErrors] = (f[inErrors] as number) + errors - (full ? (ring[past] as number) : 0);
        f[inCalls] = (f[inCalls] as number) + calls - (full ? (ring[past + 1] as number) : 0);
      }
      const now = leaving(slot, n, 0);
      ring[now] = errors;
      ring[now + 1] = calls;

      const known = f[o + CALLS] as number;
      const seen = f[o + ERRORS] as number;
      if (n > 30) {
        const mean = (seen / known) * calls;
        const squared = mean > 0.5 ? ((errors - mean) * (errors - mean)) / (mean + 1e-9) : 1;
        const dispersion = f[o + DISPERSION] as number;
        const next = dispersion + dispersionMemory * ((squared > 9 ? 9 : squared) - dispersion);
        f[o + DISPERSION] = next < 1 ? 1 : next > 5 ? 5 : next;
      }
      const weight = (scratch[t + STRONGEST] as number) < FREEZE_AT ? 1 : FREEZE;
      const errorsKept = seen * keep + errors * weight;
      f[o + ERRORS] = errorsKept > 0.0005 ? errorsKept : 0.0005;
      f[o + CALLS] = known * keep + calls * weight;
      f[o + N] = n + 1;
    }
  }

  private begin(time: number): number {
    const slot = this.state.add();
    const f = this.state.fields;
    const o = slot * FIELDS;
    f[o + FIRST] = time;
    f[o + ERRORS] = PRIOR_ERRORS;
    f[o + CALLS] = PRIOR_CALLS;
    f[o + DISPERSION] = 1;
    return slot;
  }
}

/** Where the sample stands that leaves a window of `length` when sample `n` comes. Whole numbers, or % takes long. */
function leaving(slot: number, n: number, length: number): number {
  return slot * RING_LENGTH + 2 * (((n | 0) - length + SAMPLES) % SAMPLES);
}

/** No calls, no share. */
function isGap(value: number, weight: number, flags: number): boolean {
  return value !== value || !(weight > FEWEST_CALLS) || (flags & NOT_COVERED) !== 0;
}

/** −log10 of the probability of so many errors. */
function tailOf(errors: number, mean: number, spread: number): number {
  const deviance = (2 * (errors * Math.log(errors / mean) - (errors - mean))) / spread;
  return normalTail(Math.sqrt(Math.max(0, deviance)));
}

/** The deviance of so much evidence: −log10 Q(z) ≈ 0.2171 z² + log10(z) + 0.4 for z > 3, solved for z² within 1 %. */
function bandDeviance(needed: number): number {
  const tail = (needed / EVIDENCE_SCALE) * (needed / EVIDENCE_SCALE);
  return Math.max(0, (tail - 1.14) / 0.2171);
}

/**
 * How far above the usual share one sample may lie: the share at which the Poisson deviance of its errors is `deviance`.
 * With u = errors / mean, u ln u − u + 1 = a is solved by one Newton step from a bound above.
 */
function bandAbove(usual: number, calls: number, deviance: number): number {
  const a = deviance / (2 * usual * calls);
  const above = 1 + Math.sqrt(2 * a) + a / 3;
  const u = (above - 1 + a) / Math.log(above);
  return Math.max(usual * u, FEWEST_ERRORS / calls) - usual;
}
