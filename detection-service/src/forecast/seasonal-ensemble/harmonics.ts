import { median } from '../../core/math/median.ts';
import { solvePositiveDefinite } from '../../core/math/solve-positive-definite.ts';

const MOST_PAIRS = 6;
const RIDGE = 1e-3;
/** Residuals beyond this many scales count less; beyond the other they are cut. */
const HUBER = 2;
const CUT = 4;
const SOLVES = 2;
/** Order of the autoregression of the residuals. */
const ORDER = 3;
const MAD = 1.4826;

/** Columns of the regression on a day of this many steps. */
export const harmonicColumns = (day: number): number => 1 + 2 * pairsOf(day);

const pairsOf = (day: number): number => Math.min(MOST_PAIRS, Math.floor(day / 2 - 1));

/** A day as a sum of sines and cosines, robustly fitted, with residuals that follow an autoregression. */
export function harmonics(values: Float64Array, horizon: number, day: number): Float64Array | undefined {
  const n = values.length;
  const columns = harmonicColumns(day);
  if (n < 2 * columns) return undefined;
  const design = designOf(n + horizon, day, columns);
  const { solution, residuals, scale } = fitRobustly(values, design, columns);
  const line = new Float64Array(n + horizon);
  for (let t = 0; t < n; t++) line[t] = Math.max(-CUT * scale, Math.min(CUT * scale, residuals[t] as number));
  const phi = levinsonDurbin(autocovariances(line, n), ORDER);
  const forecast = new Float64Array(horizon);
  for (let k = 0; k < horizon; k++) {
    let sum = 0;
    for (let j = 1; j <= ORDER; j++) sum += (phi[j] as number) * (line[n + k - j] as number);
    line[n + k] = sum;
    forecast[k] = sum + product(design, n + k, solution);
  }
  return forecast;
}

function designOf(rows: number, day: number, columns: number): Float64Array {
  const design = new Float64Array(rows * columns);
  for (let t = 0; t < rows; t++) {
    const start = t * columns;
    design[start] = 1;
    for (let k = 1; 2 * k < columns; k++) {
      const angle = (2 * Math.PI * k * (t % day)) / day;
      design[start + 2 * k - 1] = Math.cos(angle);
      design[start + 2 * k] = Math.sin(angle);
    }
  }
  return design;
}

function product(design: Float64Array, row: number, solution: Float64Array): number {
  let sum = 0;
  for (let a = 0; a < solution.length; a++)
    sum += (design[row * solution.length + a] as number) * (solution[a] as number);
  return sum;
}

function fitRobustly(
  values: Float64Array,
  design: Float64Array,
  columns: number
): { readonly solution: Float64Array; readonly residuals: Float64Array; readonly scale: number } {
  const n = values.length;
  const weights = new Float64Array(n).fill(1);
  const residuals = new Float64Array(n);
  let solution = new Float64Array(columns);
  let scale = 1;
  for (let pass = 0; pass < SOLVES; pass++) {
    solution = Float64Array.from(solveWeighted(values, design, weights, columns));
    for (let t = 0; t < n; t++) residuals[t] = (values[t] as number) - product(design, t, solution);
    scale = MAD * median(residuals.map(Math.abs)) + 1e-12;
    for (let t = 0; t < n; t++) {
      const far = Math.abs(residuals[t] as number) / (HUBER * scale);
      weights[t] = far <= 1 ? 1 : 1 / far;
    }
  }
  return { solution, residuals, scale };
}

function solveWeighted(
  values: Float64Array,
  design: Float64Array,
  weights: Float64Array,
  columns: number
): Float64Array {
  const matrix = new Float64Array(columns * columns);
  const right = new Float64Array(columns);
  for (let t = 0; t < values.length; t++) {
    const start = t * columns;
    for (let a = 0; a < columns; a++) {
      const weighted = (weights[t] as number) * (design[start + a] as number);
      right[a] = (right[a] as number) + weighted * (values[t] as number);
      for (let b = 0; b <= a; b++) {
        const at = a * columns + b;
        matrix[at] = (matrix[at] as number) + weighted * (design[start + b] as number);
      }
    }
  }
  for (let a = 1; a < columns; a++) {
    matrix[a * columns + a] = (matrix[a * columns + a] as number) + RIDGE * values.length;
  }
  return solvePositiveDefinite(matrix, right);
}

function autocovariances(line: Float64Array, n: number): number[] {
  return Array.from({ length: ORDER + 1 }, (_, lag) => {
    let sum = 0;
    for (let t = lag; t < n; t++) sum += (line[t] as number) * (line[t - lag] as number);
    return sum / n;
  });
}

/** Coefficients of an autoregression from its autocovariances; the first entry is unused. */
function levinsonDurbin(covariances: readonly number[], order: number): Float64Array {
  let phi = new Float64Array(order + 1);
  let variance = (covariances[0] as number) || 1e-12;
  for (let k = 1; k <= order; k++) {
    let sum = covariances[k] as number;
    for (let j = 1; j < k; j++) sum -= (phi[j] as number) * (covariances[k - j] as number);
    const reflection = sum / variance;
    const next = Float64Array.from(phi);
    next[k] = reflection;
    for (let j = 1; j < k; j++) next[j] = (phi[j] as number) - reflection * (phi[k - j] as number);
    phi = next;
    variance *= 1 - reflection * reflection;
  }
  return phi;
}
