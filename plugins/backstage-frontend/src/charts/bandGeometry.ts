import { bandPath, extent, linePath, type Column } from './path';
import { linear, timeTicks, valueTicks, type Scale } from './scale';

/** Columns of a chart with bands; all of the same length. A null is a gap. */
export interface BandColumns {
  /** Starts of the steps, ascending, in ms. */
  times: readonly number[];
  /** What came. */
  values: Column;
  /** What was expected. */
  expected: Column;
  /** Lower bound of the ordinary. */
  lower: Column;
  /** Upper bound of the ordinary. */
  upper: Column;
  /** Whether a step is out of the ordinary. */
  anomalous: readonly boolean[];
}

/** A forecast that goes on where the values end. */
export interface ForecastColumns {
  times: readonly number[];
  values: Column;
  lower80: Column;
  upper80: Column;
  lower95: Column;
  upper95: Column;
}

/** What was forecast of steps before they came. */
export interface SaidColumns {
  times: readonly number[];
  /** When it was said. */
  issued: readonly number[];
  values: Column;
  lower95: Column;
  upper95: Column;
}

/** Everything of a chart that can be computed without drawing it. */
export interface BandGeometry {
  x: Scale;
  y: Scale;
  band: string;
  expected: string;
  value: string;
  dots: { x: number; y: number; time: number }[];
  forecast?: { line: string; inner: string; outer: string; now: number };
  said?: { line: string; band: string };
  yTicks: { at: number; value: number }[];
  xTicks: { at: number; time: number }[];
  /** Whether ticks of the time axis are whole days. */
  days: boolean;
}

const DAY = 86_400_000;

/**
 * The shapes of a chart with bands in a box of `width` × `height` pixels with `left` and `bottom` kept for the axes.
 * The value axis starts at 0, the floor of all that Weir watches for calls, unless values lie below it.
 */
export function bandGeometry(
  columns: BandColumns,
  options: {
    width: number;
    height: number;
    left: number;
    bottom: number;
    from: number;
    to: number;
    forecast?: ForecastColumns;
    said?: SaidColumns;
    objective?: number;
    /** Whether the value axis starts at 0; yes unless said. */
    fromZero?: boolean;
  }
): BandGeometry {
  const { width, height, left, bottom, from, to, forecast, said, objective, fromZero = true } = options;
  const all: Column[] = [columns.values, columns.lower, columns.upper];
  if (forecast) all.push(forecast.lower95, forecast.upper95, forecast.values);
  if (said) all.push(said.values);
  if (objective !== undefined) all.push([objective]);
  const [least, most] = extent(all) ?? [0, 1];
  const floor = fromZero ? Math.min(0, least) : least - (most - least) * 0.1;
  const top = most > floor ? most + (most - floor) * 0.08 : floor + 1;
  const x = linear(from, to, left, width - 6);
  const y = linear(floor, top, height - bottom, 6);
  const { times, step } = timeTicks(from, to, Math.max(2, Math.floor((width - left) / 90)));
  return {
    x,
    y,
    band: bandPath(columns.times, columns.lower, columns.upper, x, y),
    expected: linePath(columns.times, columns.expected, x, y),
    value: linePath(columns.times, columns.values, x, y),
    dots: columns.times.flatMap((time, index) => {
      const value = columns.values[index];
      return columns.anomalous[index] && typeof value === 'number' ? [{ x: x(time), y: y(value), time }] : [];
    }),
    forecast: forecast && {
      line: linePath(forecast.times, forecast.values, x, y),
      inner: bandPath(forecast.times, forecast.lower80, forecast.upper80, x, y),
      outer: bandPath(forecast.times, forecast.lower95, forecast.upper95, x, y),
      now: x(forecast.times[0] ?? to),
    },
    said: said && {
      line: linePath(said.times, said.values, x, y),
      band: bandPath(said.times, said.lower95, said.upper95, x, y),
    },
    yTicks: valueTicks(floor, top, Math.max(2, Math.floor(height / 56))).map((value) => ({ at: y(value), value })),
    xTicks: times.map((time) => ({ at: x(time), time })),
    days: step >= DAY,
  };
}
