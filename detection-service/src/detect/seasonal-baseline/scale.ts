import { COUNT, LATENCY } from './evidence.ts';

/** Where numbers are cut off, so that no arithmetic overflows; nothing that is measured comes near. */
export const LARGEST = 1e30;
export const LARGEST_SHOWN = 3e38;
/** Keeps the logarithm of no calls finite, and an outage of a busy endpoint a fall of many units. */
const HALF = 0.5;
export const SMALLEST_LATENCY = 1e-9;

/** Calls in a step of a count series: the weight where it is known, otherwise the rate times the length. */
export function callsOf(value: number, weight: number, seconds: number): number {
  const calls = weight >= 0 ? weight : value * seconds;
  return Math.min(LARGEST, Math.max(0, calls));
}

/** A sample on the scale it is judged on: logarithms for counts and latencies, raw for gauges. */
export function toScale(kind: number, value: number, calls: number): number {
  if (kind === COUNT) return Math.log(calls + HALF);
  if (kind === LATENCY) return Math.log(Math.min(LARGEST, Math.max(value, SMALLEST_LATENCY)));
  return Math.max(-LARGEST, Math.min(LARGEST, value));
}
