import { mean } from '../../core/math/mean.ts';
import { median } from '../../core/math/median.ts';
import { solvePositiveDefinite } from '../../core/math/solve-positive-definite.ts';

/** Ridge, as a share of the mean of the lags' diagonal: a hundred times more costs accuracy, a hundred times less none. */
const RIDGE = 1e-5;
/** Values that the series is centred on. */
const RECENT = 672;
/** Residuals beyond this many scales count less (Huber): one pass is worth it, more are not. */
const HUBER = 1.5;
/** Rows that a coefficient takes. */
const ROWS_EACH = 3;
/** From the median of absolute residuals to the scale of a normal distribution. */
const MAD = 1.4826;

/** Lags beside the season: those before it matter most, as in a seasonal model's product of polynomials. */
export const LAGS = {
  week: (day: number, week: number): number[] => [
    ...[1, 2, day - 1, day, day + 1, week - 1, week, week + 1],
    ...[week + day - 1, week + day, week + day + 1],
  ],
  twoDaysAndWeek: (day: number, week: number): number[] => [
    ...[1, 2, day - 1, day, day + 1, 2 * day - 1, 2 * day, 2 * day + 1],
    ...[week - 1, week, week + 1],
  ],
  twoDays: (day: number): number[] => [1, 2, 3, day - 1, day, day + 1, 2 * day - 1, 2 * day, 2 * day + 1],
};

/** What of an autoregression can be compared with a reference. */
export interface Autoregression {
  readonly lags: readonly number[];
  readonly coefficients: Float64Array;
  readonly intercept: number;
  readonly centre: number;
}

/**
 * A linear autoregression on `lags`, fitted by ridge least squares whose weights fall by half every `halfLife` values,
 * once more with outliers weighing less; undefined for too few rows.
 */
export function fitAutoregression(
  values: Float64Array,
  lagsWanted: readonly number[],
  halfLife: number
): Autoregression | undefined {
  const lags = [...new Set(lagsWanted)].filter((lag) => lag > 0);
  const longest = Math.max(...lags);
  const rows = values.length - longest;
  if (rows < ROWS_EACH * (lags.length + 1)) return undefined;
  const centre = mean(values, Math.max(0, values.length - RECENT));
  const centred = values.map((value) => value - centre);
  const aged = agedWeights(rows, halfLife);
  const first = solve(centred, lags, longest, aged);
  const solution = solve(centred, lags, longest, huberWeights(centred, lags, longest, aged, first));
  const count = lags.length;
  return { lags, coefficients: solution.subarray(0, count), intercept: solution[count] as number, centre };
}

/** Goes on step by step, each forecast a value for the next. */
export function continueAutoregression(
  { lags, coefficients, intercept, centre }: Autoregression,
  values: Float64Array,
  horizon: number
): Float64Array {
  const n = values.length;
  const line = new Float64Array(n + horizon);
  for (let i = 0; i < n; i++) line[i] = (values[i] as number) - centre;
  for (let k = 0; k < horizon; k++) {
    let sum = intercept;
    for (let j = 0; j < lags.length; j++)
      sum += (coefficients[j] as number) * (line[n + k - (lags[j] as number)] as number);
    line[n + k] = sum;
  }
  return line.subarray(n).map((value) => value + centre);
}

function agedWeights(rows: number, halfLife: number): Float64Array {
  const weights = new Float64Array(rows);
  const factor = Math.pow(0.5, 1 / halfLife);
  let weight = 1;
  for (let i = rows - 1; i >= 0; i--) {
    weights[i] = weight;
    weight *= factor;
  }
  return weights;
}

/** Coefficients of the lags, then the intercept. */
function solve(centred: Float64Array, lags: readonly number[], longest: number, weights: Float64Array): Float64Array {
  const p = lags.length;
  const q = p + 1;
  const offsets = Int32Array.from(lags);
  const matrix = new Float64Array(q * q);
  const right = new Float64Array(q);
  const row = new Float64Array(q);
  row[p] = 1;
  for (let i = 0; i < weights.length; i++) {
    const t = longest + i;
    const weight = weights[i] as number;
    const target = centred[t] as number;
    for (let j = 0; j < p; j++) row[j] = centred[t - (offsets[j] as number)] as number;
    for (let a = 0; a < q; a++) {
      const weighted = weight * (row[a] as number);
      right[a] = (right[a] as number) + weighted * target;
      const start = a * q;
      for (let b = 0; b <= a; b++) matrix[start + b] = (matrix[start + b] as number) + weighted * (row[b] as number);
    }
  }
  let trace = 0;
  for (let j = 0; j < p; j++) trace += matrix[j * q + j] as number;
  const ridge = (RIDGE * trace) / p + 1e-12 * (1 + trace);
  for (let j = 0; j < p; j++) matrix[j * q + j] = (matrix[j * q + j] as number) + ridge;
  matrix[p * q + p] = (matrix[p * q + p] as number) * (1 + RIDGE);
  return solvePositiveDefinite(matrix, right);
}

function huberWeights(
  centred: Float64Array,
  lags: readonly number[],
  longest: number,
  aged: Float64Array,
  solution: Float64Array
): Float64Array {
  const residuals = new Float64Array(aged.length);
  for (let i = 0; i < residuals.length; i++) {
    const t = longest + i;
    let sum = solution[lags.length] as number;
    for (let j = 0; j < lags.length; j++) sum += (solution[j] as number) * (centred[t - (lags[j] as number)] as number);
    residuals[i] = Math.abs((centred[t] as number) - sum);
  }
  const scale = MAD * median(residuals) + 1e-12;
  return aged.map((weight, i) => {
    const far = (residuals[i] as number) / (HUBER * scale);
    return far <= 1 ? weight : weight / far;
  });
}
