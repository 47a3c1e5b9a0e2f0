import { SECOND } from '../../core/time.ts';
import type { FunctionDefinition } from './function.ts';
import { overWindows, type Window } from './over-windows.ts';

/** How samples change over a window. */
export const rates: readonly FunctionDefinition[] = [
  overWindows('rate', (window) => {
    const gained = extrapolated(window, true);
    return gained === undefined ? undefined : gained / ((window.upTo - window.after) / SECOND);
  }),
  overWindows('increase', (window) => extrapolated(window, true)),
  overWindows('delta', (window) => extrapolated(window, false)),
  overWindows('idelta', ({ value, first, end }) =>
    end - first < 2 ? undefined : (value[end - 1] as number) - (value[end - 2] as number)
  ),
  overWindows('irate', lastRate),
  overWindows('deriv', (window) => regression(window, window.time[window.first] as number)?.slope),
  overWindows(
    'predict_linear',
    (window, seconds) => {
      const line = regression(window, window.at);
      return line === undefined ? undefined : line.slope * seconds + line.intercept;
    },
    { parameter: 'last' }
  ),
  overWindows('changes', ({ value, first, end }) => count(value, first, end, (a, b) => !Object.is(a + 0, b + 0))),
  overWindows('resets', ({ value, first, end }) => count(value, first, end, (a, b) => b < a)),
];

function count(
  value: Float64Array,
  first: number,
  end: number,
  counts: (before: number, after: number) => boolean
): number {
  let found = 0;
  for (let i = first + 1; i < end; i++) if (counts(value[i - 1] as number, value[i] as number)) found++;
  return found;
}

/**
 * The change over the window, extended from the samples to its borders: up to a border that a sample would be expected
 * before, otherwise half the mean distance of samples; a counter never below where it must have been zero. As
 * `extrapolatedRate` in Prometheus' functions.go.
 */
function extrapolated({ time, value, first, end, after, upTo }: Window, isCounter: boolean): number | undefined {
  if (end - first < 2) return undefined;
  const start = value[first] as number;
  let change = (value[end - 1] as number) - start;
  if (isCounter) change += lostInResets(value, first, end);
  const sampled = (time[end - 1] as number) - (time[first] as number);
  const distance = sampled / (end - first - 1);
  const reach = (gap: number): number => (gap < distance * 1.1 ? gap : distance / 2);
  let before = reach((time[first] as number) - after);
  if (isCounter && change > 0 && start >= 0) before = Math.min(before, sampled * (start / change));
  return change * ((sampled + before + reach(upTo - (time[end - 1] as number))) / sampled);
}

function lostInResets(value: Float64Array, first: number, end: number): number {
  let lost = 0;
  for (let i = first + 1; i < end; i++) {
    if ((value[i] as number) < (value[i - 1] as number)) lost += value[i - 1] as number;
  }
  return lost;
}

function lastRate({ time, value, first, end }: Window): number | undefined {
  if (end - first < 2) return undefined;
  const before = value[end - 2] as number;
  const last = value[end - 1] as number;
  const change = last < before ? last : last - before;
  return change / (((time[end - 1] as number) - (time[end - 2] as number)) / SECOND);
}

/** The line of least squares through a window, per second; its height is that at `origin`. */
function regression(
  { time, value, first, end }: Window,
  origin: number
): { readonly slope: number; readonly intercept: number } | undefined {
  const n = end - first;
  if (n < 2) return undefined;
  // Around the middle, so that nothing is lost by taking one large square from another.
  let meanX = 0;
  let meanY = 0;
  for (let i = first; i < end; i++) {
    meanX += ((time[i] as number) - origin) / SECOND / n;
    meanY += (value[i] as number) / n;
  }
  let products = 0;
  let squares = 0;
  let level = true;
  for (let i = first; i < end; i++) {
    const x = ((time[i] as number) - origin) / SECOND - meanX;
    products += x * ((value[i] as number) - meanY);
    squares += x * x;
    level &&= value[i] === value[first];
  }
  if (level) return { slope: 0, intercept: value[first] as number };
  const slope = products / squares;
  return { slope, intercept: meanY - slope * meanX };
}
