import { median } from '../../core/math/median.ts';
import { centredScale } from './centred-scale.ts';

/** How far out, in scales of the series and of the time of day. */
const FAR = 10;
const MAD = 1.4826;
/** With more than this share far out the scale is no measure: nothing is cleaned. */
const MOST = 0.02;
/** A stretch of at least half a day (short breaks included) is a regime, not an outlier. */
const REGIME = 1 / 2;
const BREAK = 1 / 24;
/** A stretch of an eighth of a day that reaches the end is still going on: it is kept. */
const ONGOING = 1 / 8;
const UNFLAGGED_BEFORE_TAIL = 2;

/**
 * The series with outliers replaced by what stands a day and a week before and after them. The last `tail` values are
 * left as they are.
 */
export function withoutOutliers(values: Float64Array, day: number, week: number, tail: number): Float64Array {
  const n = values.length;
  if (n < 3 * day) return values;
  const { scaled, log, added } = centredScale(values);
  const centre = centres(scaled, day, week);
  const distance = scaled.map((value, t) => Math.abs(value - (centre[t] as number)));
  const noise = MAD * median(distance) + 1e-9;
  const byPhase = noiseByPhase(distance, day);
  const far = new Uint8Array(n);
  let count = 0;
  for (let t = 0; t < n - tail; t++) {
    if ((distance[t] as number) <= FAR * Math.max(noise, byPhase[t % day] as number)) continue;
    far[t] = 1;
    count++;
  }
  if (count > MOST * n) return values;
  keepOngoing(far, n - tail - 1, day);
  keepRegimes(far, day);
  return values.map((value, t) => {
    if (far[t] === 0) return value;
    return log ? Math.max(0, Math.exp(centre[t] as number) - added) : (centre[t] as number);
  });
}

function centres(scaled: Float64Array, day: number, week: number): Float64Array {
  const n = scaled.length;
  const offsets =
    week > 0 && n >= 2 * week
      ? [-week, week, -day, day, -2 * week, 2 * week, -2 * day, 2 * day]
      : [-day, day, -2 * day, 2 * day, -3 * day, 3 * day];
  const near = new Float64Array(offsets.length);
  return scaled.map((value, t) => {
    let count = 0;
    for (const offset of offsets) {
      const at = t + offset;
      if (at >= 0 && at < n) near[count++] = scaled[at] as number;
    }
    return count > 0 ? medianOfFew(near, count) : value;
  });
}

/** The median of the first `count` values, which it sorts in their place. */
function medianOfFew(values: Float64Array, count: number): number {
  for (let i = 1; i < count; i++) {
    const value = values[i] as number;
    let j = i - 1;
    while (j >= 0 && (values[j] as number) > value) {
      values[j + 1] = values[j] as number;
      j--;
    }
    values[j + 1] = value;
  }
  const middle = count >> 1;
  if (count % 2 === 1) return values[middle] as number;
  return 0.5 * ((values[middle - 1] as number) + (values[middle] as number));
}

function noiseByPhase(distance: Float64Array, day: number): Float64Array {
  const around = Math.max(1, Math.round(day / 24));
  const noise = new Float64Array(day);
  for (let phase = 0; phase < day; phase++) {
    const values: number[] = [];
    for (let offset = -around; offset <= around; offset++) {
      for (let t = (phase + offset + day) % day; t < distance.length; t += day) values.push(distance[t] as number);
    }
    noise[phase] = MAD * median(values);
  }
  return noise;
}

function keepOngoing(far: Uint8Array, last: number, day: number): void {
  let end = last;
  while (end >= 0 && far[end] === 0 && end > last - UNFLAGGED_BEFORE_TAIL) end--;
  let start = end;
  while (start >= 0 && far[start] === 1) start--;
  if (end - start >= Math.max(2, day * ONGOING)) far.fill(0, start + 1, end + 1);
}

function keepRegimes(far: Uint8Array, day: number): void {
  const gap = Math.max(1, Math.round(day * BREAK));
  const long = Math.max(3, Math.round(day * REGIME));
  for (let start = 0; start < far.length; start++) {
    if (far[start] === 0) continue;
    let end = start;
    for (let t = start; t < far.length && t - end <= gap; t++) if (far[t] === 1) end = t;
    if (end - start + 1 >= long) far.fill(0, start, end + 1);
    start = end;
  }
}
