import { DAY } from '../../core/time.ts';
import { UNCOVERED } from '../../core/step-block.ts';
import type { StepBlock } from '../../core/step-block.ts';
import { NO_DATA, SCORED, WARMING_UP } from '../../core/verdict.ts';
import type { VerdictBlock } from '../../core/verdict.ts';
import { PROVISIONAL_FACTOR, RATIO } from './evidence.ts';
import { normalTail } from './normal-tail.ts';
import * as R from './ratio-state.ts';
import { silence } from './silence.ts';
import { RING } from './step-constants.ts';
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
const SHOWN = 3;

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

  /** Judges the rows that are ratios. `slots` holds slot + 1 by ordinal. Changes no state. */
  score(block: StepBlock, slots: Int32Array, k: StepConstants, out: VerdictBlock): void {
    if (this.scratch.length < block.count * SCRATCH) this.scratch = new Float64Array(block.count * SCRATCH);
    for (let row = 0; row < block.count; row++) {
      if (block.kind[row] !== RATIO) continue;
      if (isGap(block, row)) {
        silence(out, row, NO_DATA);
        continue;
      }
      const calls = Math.min(MOST_CALLS, block.weight[row] as number);
      const share = Math.min(1, Math.max(0, block.value[row] as number));
      this.scratch[row * SCRATCH + ERRORS_NOW] = Math.fround(Math.round(share * calls));
      this.scratch[row * SCRATCH + CALLS_NOW] = Math.fround(calls);
      const ordinal = block.series[row] as number;
      const slot = ordinal < slots.length ? (slots[ordinal] as number) - 1 : -1;
      this.scratch[row * SCRATCH + STRONGEST] = 0;
      if (slot < 0) silence(out, row, WARMING_UP);
      else this.judge(block, row, slot, k, out);
    }
  }

  /** Learns what `score` has just judged. New series start here. */
  learn(block: StepBlock, mask: Uint8Array, slots: Int32Array, k: StepConstants): void {
    for (let row = 0; row < block.count; row++) {
      if (block.kind[row] !== RATIO || mask[row] === 0 || isGap(block, row)) continue;
      const ordinal = block.series[row] as number;
      let slot = (slots[ordinal] as number) - 1;
      if (slot < 0) {
        slot = this.state.add();
        slots[ordinal] = slot + 1;
        const o = slot * R.FIELDS;
        this.state.fields[o + R.FIRST] = block.time;
        this.state.fields[o + R.ERRORS] = PRIOR_ERRORS;
        this.state.fields[o + R.CALLS] = PRIOR_CALLS;
        this.state.fields[o + R.DISPERSION] = 1;
      }
      this.update(row, slot, k);
    }
  }

  private judge(block: StepBlock, row: number, slot: number, k: StepConstants, out: VerdictBlock): void {
    const f = this.state.fields;
    const o = slot * R.FIELDS;
    const n = f[o + R.N] as number;
    const age = block.time - (f[o + R.FIRST] as number);
    const provisional = age <= DAY && !this.silent;
    const warming = n < k.warmUp || (this.silent && age < DAY);
    const calls = this.scratch[row * SCRATCH + CALLS_NOW] as number;
    const known = f[o + R.CALLS] as number;
    const usual = (f[o + R.ERRORS] as number) / known;
    const dispersion = f[o + R.DISPERSION] as number;
    const floor = provisional ? PROVISIONAL_FLOOR : FLOOR;

    this.weigh(slot, row * SCRATCH, k, floor);
    // During warm-up everything is learned at full weight: the prior is a guess, not a baseline.
    if (warming && !this.silent) this.scratch[row * SCRATCH + STRONGEST] = 0;
    if (warming) {
      silence(out, row, WARMING_UP);
      return;
    }
    const shown = this.scratch[row * SCRATCH + SHOWN] as number;
    const x = (EVIDENCE_SCALE * Math.sqrt(shown)) / (provisional ? PROVISIONAL_FACTOR : 1);
    out.status[row] = SCORED;
    out.score[row] = x / (x + this.openAt);
    out.direction[row] = x > 0 ? 1 : 0;
    out.expected[row] = usual;
    out.lower[row] = 0;
    const needed = this.openAt * (provisional ? PROVISIONAL_FACTOR : 1);
    out.upper[row] = Math.min(1, usual + Math.max(floor, bandAbove(usual, calls, dispersion, known, needed)));
  }

  /** The smallest tail of the three windows, and the smallest where the rise is of practical size, as −log10. */
  private weigh(slot: number, t: number, k: StepConstants, floor: number): void {
    const f = this.state.fields;
    const o = slot * R.FIELDS;
    const n = f[o + R.N] as number;
    const errors = this.scratch[t + ERRORS_NOW] as number;
    const calls = this.scratch[t + CALLS_NOW] as number;
    const known = f[o + R.CALLS] as number;
    const usual = (f[o + R.ERRORS] as number) / known;
    const dispersion = f[o + R.DISPERSION] as number;
    let strongest = 0;
    let shown = 0;
    for (let w = 0; w < 3; w++) {
      const length = k.windows[w] as number;
      // At other steps than a minute the longer windows can be as long as the shorter, and would only repeat.
      if (n <= length || (w > 0 && length === k.windows[w - 1])) break;
      const past = this.leaving(slot, n, length);
      const inErrors = (f[o + R.WINDOW_ERRORS + w] as number) + errors - (this.state.ring[past] as number);
      const inCalls = (f[o + R.WINDOW_CALLS + w] as number) + calls - (this.state.ring[past + 1] as number);
      const mean = usual * inCalls;
      if (!(inErrors > mean && inErrors >= FEWEST_ERRORS)) continue;
      const spread = dispersion * (1 + inCalls / known);
      // The deviance is at most Pearson's statistic: what that cannot make count needs no logarithm.
      const large = inErrors / inCalls - usual >= floor;
      if (!large && (inErrors - mean) * (inErrors - mean) < ORDINARY * spread * mean) continue;
      const deviance = (2 * (inErrors * Math.log(inErrors / mean) - (inErrors - mean))) / spread;
      const tail = normalTail(Math.sqrt(Math.max(0, deviance)));
      strongest = Math.max(strongest, tail);
      if (large) shown = Math.max(shown, tail);
    }
    this.scratch[t + STRONGEST] = strongest;
    this.scratch[t + SHOWN] = shown;
  }

  private update(row: number, slot: number, k: StepConstants): void {
    const f = this.state.fields;
    const ring = this.state.ring;
    const o = slot * R.FIELDS;
    const n = f[o + R.N] as number;
    const errors = this.scratch[row * SCRATCH + ERRORS_NOW] as number;
    const calls = this.scratch[row * SCRATCH + CALLS_NOW] as number;
    for (let w = 0; w < 3; w++) {
      const past = this.leaving(slot, n, k.windows[w] as number);
      const full = n >= (k.windows[w] as number);
      f[o + R.WINDOW_ERRORS + w] =
        (f[o + R.WINDOW_ERRORS + w] as number) + errors - (full ? (ring[past] as number) : 0);
      f[o + R.WINDOW_CALLS + w] =
        (f[o + R.WINDOW_CALLS + w] as number) + calls - (full ? (ring[past + 1] as number) : 0);
    }
    const now = slot * R.RING_LENGTH + 2 * (n % RING);
    ring[now] = errors;
    ring[now + 1] = calls;

    const mean = ((f[o + R.ERRORS] as number) / (f[o + R.CALLS] as number)) * calls;
    const squared = mean > 0.5 ? ((errors - mean) * (errors - mean)) / (mean + 1e-9) : 1;
    if (n > 30) {
      const dispersion = f[o + R.DISPERSION] as number;
      const next = dispersion + k.dispersionMemory * (Math.min(squared, 9) - dispersion);
      f[o + R.DISPERSION] = Math.max(1, Math.min(5, next));
    }
    const weight = (this.scratch[row * SCRATCH + STRONGEST] as number) < FREEZE_AT ? 1 : FREEZE;
    const keep = 1 - k.ratioMemory;
    f[o + R.ERRORS] = Math.max(0.0005, (f[o + R.ERRORS] as number) * keep + errors * weight);
    f[o + R.CALLS] = (f[o + R.CALLS] as number) * keep + calls * weight;
    f[o + R.N] = n + 1;
  }

  /** Where the sample stands that leaves a window of `length` when sample `n` comes. */
  private leaving(slot: number, n: number, length: number): number {
    return slot * R.RING_LENGTH + 2 * ((n - length + RING) % RING);
  }
}

/** No calls, no share. */
function isGap(block: StepBlock, row: number): boolean {
  const value = block.value[row] as number;
  return (
    value !== value ||
    !((block.weight[row] as number) > FEWEST_CALLS) ||
    ((block.flags[row] as number) & UNCOVERED) !== 0
  );
}

/**
 * How far above the usual share one sample may lie: the share at which the Poisson deviance of its errors reaches the
 * needed tail. With u = errors / mean, u ln u − u + 1 = a is solved by one Newton step from a bound above.
 */
function bandAbove(usual: number, calls: number, dispersion: number, known: number, needed: number): number {
  const mean = usual * calls;
  // −log10 Q(z) ≈ 0.2171 z² + log10(z) + 0.4 for z > 3, which is solved for z within 1 %.
  const tail = (needed / EVIDENCE_SCALE) * (needed / EVIDENCE_SCALE);
  const deviance = Math.max(0, (tail - 1.14) / 0.2171) * dispersion * (1 + calls / known);
  const a = deviance / (2 * mean);
  const above = 1 + Math.sqrt(2 * a) + a / 3;
  const u = (above - 1 + a) / Math.log(above);
  return Math.max(usual * u, FEWEST_ERRORS / calls) - usual;
}
