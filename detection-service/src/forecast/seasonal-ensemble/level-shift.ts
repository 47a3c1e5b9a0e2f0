import { median } from '../../core/math/median.ts';
import { centredScale, type CentredScale } from './centred-scale.ts';

/** How much history it takes, how far back a shift is looked for, and how long it must have lasted, in days. */
const LEAST_DAYS = 5;
const DAYS_BACK = 7;
const LASTED = 1.25;
const DAYS_BEFORE = 3;
/** How large it must be: against the ordinary changes between days, and against the noise. */
const OVER_CHANGES = 2.5;
const OVER_NOISE = 2;
const MAD = 1.4826;
/** What must be left of it over all days, at its edge and in the last half day. */
const LEFT_OVERALL = 0.7;
const LEFT_AT_EDGE = 0.6;
const LEFT_AT_END = 0.5;
/** How much better the past explains the present once it is moved: a week (two days) and a day before. */
const EXPLAINED_WEEK = 0.5;
const EXPLAINED_DAY = 0.7;

/** A level that changed for good. */
export interface LevelShift {
  /** The first value of the new level. */
  readonly at: number;
  /** By how much, on the scale of `centredScale`. */
  readonly delta: number;
  readonly scale: CentredScale;
}

/**
 * The newest abrupt change of level that has lasted more than a day; undefined without one. Public holidays look like
 * shifts for half a day, so it must have lasted 1.25 days and must explain the present better than no shift.
 */
export function findShift(values: Float64Array, day: number, week: number): LevelShift | undefined {
  const n = values.length;
  if (n < LEAST_DAYS * day) return undefined;
  const scale = centredScale(values);
  const residuals = withoutSeason(scale.scaled, week > 0 && n >= 3 * week ? week : day);
  const middle = (start: number, end: number): number =>
    median(residuals.subarray(Math.max(0, start), Math.min(n, end)));
  const change = (t: number, width: number): number => Math.abs(middle(t, t + width) - middle(t - width, t));
  const from = Math.max(2 * day, n - DAYS_BACK * day);
  const lasted = Math.max(2, Math.round(day * LASTED));

  const usual = usualChange(day, from, change);
  if (usual === undefined) return undefined;
  const noise = MAD * median(residuals.map(Math.abs)) + 1e-9;
  const largest = greatest(from, n - lasted, Math.max(1, Math.round(day / 24)), (t) => change(t, day));
  if (largest.at < 0 || largest.value < OVER_CHANGES * usual || largest.value < OVER_NOISE * noise) return undefined;

  const width = Math.max(2, Math.round(day / 8));
  const half = day >> 1;
  const edge = greatest(Math.max(width, largest.at - half), Math.min(n - width, largest.at + half), 1, (t) =>
    change(t, width)
  );
  const at = edge.at < 0 ? largest.at : edge.at;
  if (n - at < lasted) return undefined;
  const before = middle(at - DAYS_BEFORE * day, at);
  const delta = middle(at, n) - before;
  if (Math.abs(delta) < LEFT_OVERALL * largest.value || edge.value < LEFT_AT_EDGE * largest.value) return undefined;
  const atEnd = middle(n - half, n) - before;
  if (Math.abs(atEnd) < LEFT_AT_END * Math.abs(delta) || atEnd * delta < 0) return undefined;
  const long = week > 0 && n >= 2 * week ? week : 2 * day;
  if (!explains(scale.scaled, at, delta, long, EXPLAINED_WEEK)) return undefined;
  if (!explains(scale.scaled, at, delta, day, EXPLAINED_DAY)) return undefined;
  return { at, delta, scale };
}

/** The history as it would have been on the new level. */
export function moved(values: Float64Array, shift: LevelShift | undefined): Float64Array {
  if (shift === undefined) return values;
  const { at, delta, scale } = shift;
  const factor = Math.exp(delta);
  return values.map((value, t) => {
    if (t >= at) return value;
    return scale.log ? Math.max(0, (value + scale.added) * factor - scale.added) : value + delta;
  });
}

function withoutSeason(scaled: Float64Array, season: number): Float64Array {
  const phases = new Float64Array(season);
  for (let phase = 0; phase < season; phase++) {
    const values: number[] = [];
    for (let t = phase; t < scaled.length; t += season) values.push(scaled[t] as number);
    phases[phase] = median(values);
  }
  return scaled.map((value, t) => value - (phases[t % season] as number));
}

/** What changes between neighbouring days of the older history: nine of ten are smaller. */
function usualChange(day: number, until: number, change: (t: number, width: number) => number): number | undefined {
  const changes: number[] = [];
  for (let t = day; t + day <= until; t += Math.max(1, day >> 2)) changes.push(change(t, day));
  if (changes.length < 4) return undefined;
  changes.sort((a, b) => a - b);
  return (changes[Math.floor(changes.length * 0.9)] as number) + 1e-9;
}

function greatest(
  from: number,
  to: number,
  stride: number,
  valueAt: (t: number) => number
): { readonly at: number; readonly value: number } {
  let best = { at: -1, value: 0 };
  for (let t = from; t <= to; t += stride) {
    const value = valueAt(t);
    if (value > best.value) best = { at: t, value };
  }
  return best;
}

/** Whether moving what lay `lag` before brings it to `share` of its distance or less. */
function explains(scaled: Float64Array, at: number, delta: number, lag: number, share: number): boolean {
  let without = 0;
  let withShift = 0;
  let count = 0;
  for (let t = at; t < scaled.length; t++) {
    const before = t - lag;
    if (before < 0 || before >= at) continue;
    const apart = (scaled[t] as number) - (scaled[before] as number);
    without += Math.abs(apart);
    withShift += Math.abs(apart - delta);
    count++;
  }
  return count > 0 && withShift / count <= (share * without) / count;
}
