import { quantityWriter } from '../../../core/quantity.ts';
import type { Millis } from '../../../core/time.ts';
import type { AnomalyFinding } from '../findings.ts';
import { timeTicks, valueTicks } from './ticks.ts';
import { html, type Markup } from './markup.ts';

const WIDTH = 860;
const HEIGHT = 190;
const LEFT = 64;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 26;
/** The band may be so much higher than the highest value before it is cut off. */
const BAND_ROOM = 1.4;
/** More rows than this are drawn by their extremes: a screen has no more places. */
const MOST_ROWS = 1_600;

/** One anomaly of a series as SVG: values, the band of what was expected, and what was out of the ordinary. */
export function seriesChart({ anomaly, series, around, from, to }: AnomalyFinding): Markup {
  const rows = drawn(around.value, around.time.length);
  const start = anomaly.start;
  const end = anomaly.end ?? to;
  const highest = Math.max(...rows.map((i) => finite(around.value[i])), 0);
  const bandTop = Math.max(...rows.map((i) => finite(around.upper[i])), 0);
  const ceiling = Math.max(highest, Math.min(bandTop, BAND_ROOM * highest)) || bandTop || 1;
  const lowest = Math.min(...rows.map((i) => finite(around.value[i])), 0);
  const ticks = valueTicks(lowest, ceiling);
  const [bottom, top] = [Math.min(lowest, ticks[0] ?? 0), Math.max(ceiling, ticks.at(-1) ?? 0)];
  const x = (time: Millis): number => round(LEFT + ((time - from) / (to - from)) * (WIDTH - LEFT - RIGHT));
  const y = (value: number): number => {
    const share = (Math.min(top, Math.max(bottom, value)) - bottom) / (top - bottom);
    return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM));
  };
  const write = quantityWriter(series.identity.kind === 'ratio' ? '1' : series.identity.unit, top);
  const middle = (i: number): number => x((around.time[i] as number) + series.identity.step / 2);
  const isOut = (i: number): boolean => (around.time[i] as number) >= start && (around.time[i] as number) < end;
  const step = series.identity.step;
  const value = paths(rows, around.time, step, (i) => point(middle(i), around.value[i], y));
  const expected = paths(rows, around.time, step, (i) => point(middle(i), around.expected[i], y));
  const out = rows.filter((i) => isOut(i) && !Number.isNaN(around.value[i] as number));
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${anomaly.description}">
    <rect
      class="span"
      x="${x(start)}"
      y="${TOP}"
      width="${Math.max(2, x(end) - x(start))}"
      height="${HEIGHT - TOP - BOTTOM}"
    />
    ${ticks.map(
      (tick) =>
        html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}" />
          <text class="tick" x="${LEFT - 8}" y="${y(tick) + 4}" text-anchor="end"
            >${write.number(tick)}${write.unit}</text
          >`
    )}
    ${timeTicks(from, to).map(
      ({ time, label }) =>
        html`<text class="tick" x="${x(time)}" y="${HEIGHT - 8}" text-anchor="middle">${label}</text>`
    )}
    <path class="band" d="${bandPath(rows, middle, around.lower, around.upper, y)}" />
    <path class="expected" d="${expected}" />
    <path class="value" d="${value}" />
    ${out.map((i) => html`<circle class="out" cx="${middle(i)}" cy="${y(around.value[i] as number)}" r="2.6" />`)}
  </svg>`;
}

function point(x: number, value: number | undefined, y: (value: number) => number): string | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : `${x} ${y(value)}`;
}

/** Lines through what is there; a gap, or a step that is missing, ends one. */
function paths(
  rows: readonly number[],
  times: Float64Array,
  step: Millis,
  at: (i: number) => string | undefined
): string {
  let path = '';
  let before: number | undefined;
  for (const i of rows) {
    const place = at(i);
    const isNext =
      before !== undefined && (rows.length > MOST_ROWS || (times[i] as number) - (times[before] as number) <= step);
    if (place !== undefined) path += `${isNext ? 'L' : 'M'}${place}`;
    before = place === undefined ? undefined : i;
  }
  return path;
}

function bandPath(
  rows: readonly number[],
  x: (i: number) => number,
  lower: Float32Array,
  upper: Float32Array,
  y: (value: number) => number
): string {
  let path = '';
  let stretch: number[] = [];
  const close = (): void => {
    if (stretch.length > 1) {
      const up = stretch.map((i) => `${x(i)} ${y(upper[i] as number)}`);
      const down = stretch.toReversed().map((i) => `${x(i)} ${y(lower[i] as number)}`);
      path += `M${[...up, ...down].join('L')}Z`;
    }
    stretch = [];
  };
  for (const i of rows) {
    if (Number.isNaN(lower[i]) || Number.isNaN(upper[i])) close();
    else stretch.push(i);
  }
  close();
  return path;
}

/** Rows to draw: all of them, or the least and the greatest of each bucket. */
function drawn(values: Float64Array, count: number): number[] {
  if (count <= MOST_ROWS) return Array.from({ length: count }, (_, i) => i);
  const rows = new Set<number>();
  const buckets = MOST_ROWS / 2;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * count) / buckets);
    const to = Math.floor(((bucket + 1) * count) / buckets);
    let least = from;
    let greatest = from;
    for (let i = from; i < to; i++) {
      if ((values[i] as number) < (values[least] as number)) least = i;
      if ((values[i] as number) > (values[greatest] as number)) greatest = i;
    }
    rows.add(least).add(greatest);
  }
  return [...rows].sort((a, b) => a - b);
}

const finite = (value: number | undefined): number => (value !== undefined && Number.isFinite(value) ? value : 0);
const round = (value: number): number => Math.round(value * 10) / 10;
