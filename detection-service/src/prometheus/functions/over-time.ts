import { KahanSum } from '../kahan.ts';
import { quantile } from '../quantile.ts';
import type { FunctionDefinition } from './function.ts';
import { overWindows, type Window } from './over-windows.ts';

/** The functions `…_over_time`: what the samples of a window come to. */
export const overTime: readonly FunctionDefinition[] = [
  overWindows('avg_over_time', mean),
  overWindows('min_over_time', (window) => extreme(window, (value, least) => value < least)),
  overWindows('max_over_time', (window) => extreme(window, (value, greatest) => value > greatest)),
  overWindows('sum_over_time', sum),
  overWindows('count_over_time', ({ first, end }) => end - first),
  overWindows('last_over_time', ({ value, end }) => value[end - 1], { keepsName: true }),
  overWindows('present_over_time', () => 1),
  overWindows('stdvar_over_time', variance),
  overWindows('stddev_over_time', (window) => Math.sqrt(variance(window))),
  overWindows('quantile_over_time', ({ value, first, end }, q) => quantile(q, value.subarray(first, end)), {
    parameter: 'first',
  }),
];

function sum({ value, first, end }: Window): number {
  const total = new KahanSum();
  for (let i = first; i < end; i++) total.add(value[i] as number);
  return total.total;
}

function mean(window: Window): number {
  return sum(window) / (window.end - window.first);
}

function extreme({ value, first, end }: Window, beats: (value: number, known: number) => boolean): number {
  let found = value[first] as number;
  for (let i = first + 1; i < end; i++) if (beats(value[i] as number, found)) found = value[i] as number;
  return found;
}

/** Of the samples themselves: divided by their number. Welford's way, which does not subtract large numbers. */
function variance({ value, first, end }: Window): number {
  let average = 0;
  const squares = new KahanSum();
  for (let i = first; i < end; i++) {
    const distance = (value[i] as number) - average;
    average += distance / (i - first + 1);
    squares.add(distance * ((value[i] as number) - average));
  }
  return squares.total / (end - first);
}
