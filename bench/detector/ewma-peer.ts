import type { StepBlock } from '@weir/detection-service/core/step-block.ts';
import type { VerdictBlock } from '@weir/detection-service/core/verdict.ts';
import { SCORED } from '@weir/detection-service/core/verdict.ts';

/** Weight of the newest sample. */
const ALPHA = 0.05;
/** Bounds lie at so many standard deviations; twice as far is as anomalous as can be said. */
const BOUND = 3;

/**
 * The textbook detector: an exponentially weighted mean and variance (Finch, Incremental calculation of weighted mean and
 * variance, 2009, §9), a z-score and bounds. No season, no robustness, no evidence: the floor of what judging costs.
 */
export class EwmaPeer {
  readonly #mean: Float64Array;
  readonly #variance: Float64Array;

  constructor(series: number) {
    this.#mean = new Float64Array(series).fill(Number.NaN);
    this.#variance = new Float64Array(series);
  }

  get bytes(): number {
    return this.#mean.byteLength + this.#variance.byteLength;
  }

  score({ count, series, value }: StepBlock, out: VerdictBlock): void {
    for (let i = 0; i < count; i++) {
      const at = series[i] as number;
      const mean = this.#mean[at] as number;
      const deviation = Math.sqrt(this.#variance[at] as number);
      const z = deviation > 0 ? ((value[i] as number) - mean) / deviation : 0;
      out.status[i] = SCORED;
      out.score[i] = Math.min(1, Math.abs(z) / (2 * BOUND));
      out.direction[i] = Math.sign(z);
      out.expected[i] = mean;
      out.lower[i] = mean - BOUND * deviation;
      out.upper[i] = mean + BOUND * deviation;
    }
  }

  learn({ count, series, value }: StepBlock): void {
    for (let i = 0; i < count; i++) {
      const at = series[i] as number;
      const sample = value[i] as number;
      const mean = this.#mean[at] as number;
      const difference = Number.isNaN(mean) ? 0 : sample - mean;
      this.#mean[at] = Number.isNaN(mean) ? sample : mean + ALPHA * difference;
      this.#variance[at] = (1 - ALPHA) * ((this.#variance[at] as number) + ALPHA * difference * difference);
    }
  }
}
