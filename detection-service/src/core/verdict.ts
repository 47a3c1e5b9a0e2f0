/** What a detector says of one sample. The order is part of stored results: append only. */
export const VERDICT_STATUSES = ['no-data', 'warming-up', 'scored'] as const;
export type VerdictStatus = (typeof VERDICT_STATUSES)[number];

export const NO_DATA = 0;
export const WARMING_UP = 1;
export const SCORED = 2;

/** The score at which an anomaly opens, and the one below which a sample no longer holds it open. */
export const OPEN_SCORE = 0.5;
export const HOLD_SCORE = 0.375;

/** The verdicts on the samples of one step, in columns; row i belongs to row i of the step that was judged. */
export interface VerdictBlock {
  /** `NO_DATA`, `WARMING_UP` or `SCORED`. */
  readonly status: Uint8Array;
  /** 0 = ordinary, 1 = as anomalous as can be said; meaningful only where `SCORED`. */
  readonly score: Float32Array;
  /** −1 where the sample lies below what was expected, +1 above, 0 when neither is meant. */
  readonly direction: Int8Array;
  /** The expected value and the bounds of the ordinary, in the series' own unit; NaN where there is none. */
  readonly expected: Float32Array;
  readonly lower: Float32Array;
  readonly upper: Float32Array;
}

/** Room for the verdicts on `capacity` samples. */
export function newVerdictBlock(capacity: number): VerdictBlock {
  return {
    status: new Uint8Array(capacity),
    score: new Float32Array(capacity),
    direction: new Int8Array(capacity),
    expected: new Float32Array(capacity).fill(Number.NaN),
    lower: new Float32Array(capacity).fill(Number.NaN),
    upper: new Float32Array(capacity).fill(Number.NaN),
  };
}
