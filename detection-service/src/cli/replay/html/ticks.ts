import { DAY, HOUR, MINUTE, type Millis } from '../../../core/time.ts';

const VALUE_TICKS = 4;
const TIME_TICKS = 8;
const SPANS: readonly Millis[] = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182].map((n) => n * DAY),
];

const LONGEST: Millis = 364 * DAY;

/** About four round numbers from the least to the greatest value, both within them. */
export function valueTicks(least: number, greatest: number): number[] {
  const span = greatest - least;
  if (!(span > 0) || !Number.isFinite(span)) return [least];
  const rough = span / VALUE_TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((n) => n * power >= rough) ?? 10) * power;
  const first = Math.floor(least / step);
  const last = Math.ceil(greatest / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Round times within a span, in UTC: the date where a day begins, the time otherwise. */
export function timeTicks(from: Millis, to: Millis): { readonly time: Millis; readonly label: string }[] {
  const step = SPANS.find((span) => (to - from) / span <= TIME_TICKS) ?? LONGEST;
  const ticks: { time: Millis; label: string }[] = [];
  for (let time = Math.ceil(from / step) * step; time <= to && ticks.length <= 2 * TIME_TICKS; time += step) {
    const text = new Date(time).toISOString();
    ticks.push({ time, label: time % DAY === 0 ? text.slice(5, 10) : text.slice(11, 16) });
  }
  return ticks;
}
