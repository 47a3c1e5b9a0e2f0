import { useId, useMemo, useState } from 'react';
import { Button, VisuallyHidden } from '@backstage/ui';
import { clock, day, dayAndClock } from '../format/time';
import { bandGeometry, type BandColumns, type ForecastColumns, type SaidColumns } from './bandGeometry';
import { ChartTable } from './ChartTable';
import { concernInk } from './ConcernMark';
import { useWidth } from './useWidth';
import styles from './chart.module.css';

/** A span that the chart shades, with what it is. */
export interface ChartSpan {
  start: number;
  end: number;
  concern: number;
  label: string;
}

/** What {@link BandChart} draws. */
export interface BandChartProps {
  /** What the chart proves, in one sentence: its label for who does not see it. */
  sentence: string;
  /** Short name of what is drawn, such as `p95 latency`. */
  name: string;
  columns: BandColumns;
  from: number;
  to: number;
  now: number;
  /** Writes a value with its unit. */
  format: (value: number) => string;
  spans?: readonly ChartSpan[];
  forecast?: ForecastColumns;
  /** What was forecast of the past before it came. */
  said?: SaidColumns;
  objective?: number;
  height?: number;
}

const LEFT = 58;
const BOTTOM = 22;

/** Values with what was expected, anomalies as dots, problems shaded, a forecast dashed; as a table on demand. */
export function BandChart(props: BandChartProps) {
  const { sentence, name, columns, from, to, now, format, spans = [], forecast, said, objective, height = 200 } = props;
  const [ref, width] = useWidth(640);
  const [at, setAt] = useState<number | undefined>();
  const [asTable, setAsTable] = useState(false);
  const clip = useId();
  const shapes = useMemo(
    () => bandGeometry(columns, { width, height, left: LEFT, bottom: BOTTOM, from, to, forecast, said, objective }),
    [columns, width, height, from, to, forecast, said, objective]
  );
  const concernAt = (time: number) =>
    spans.reduce((most, one) => (one.start <= time && time < one.end ? Math.max(most, one.concern) : most), 1);
  const last = columns.times.length - 1;
  const readout = at === undefined ? undefined : readoutOf(columns, at, format, now, said);
  return (
    <figure className={styles.figure}>
      <div className={styles.plot} ref={ref}>
        <svg
          role="img"
          aria-label={sentence}
          width={width}
          height={height}
          onPointerLeave={() => setAt(undefined)}
          onPointerMove={(event) => {
            const left = event.currentTarget.getBoundingClientRect().left;
            setAt(nearest(columns.times, shapes.x.invert(event.clientX - left)));
          }}
        >
          <clipPath id={clip}>
            <rect x={LEFT} y={0} width={Math.max(0, width - LEFT - 6)} height={height - BOTTOM + 1} />
          </clipPath>
          {shapes.yTicks.map((tick) => (
            <g key={tick.value}>
              <line className={styles.grid} x1={LEFT} x2={width - 6} y1={tick.at} y2={tick.at} />
              <text className={styles.axis} x={LEFT - 8} y={tick.at + 4} textAnchor="end">
                {format(tick.value)}
              </text>
            </g>
          ))}
          {shapes.xTicks.map((tick) => (
            <text key={tick.time} className={styles.axis} x={tick.at} y={height - 5} textAnchor="middle">
              {shapes.days ? day(tick.time, now) : clock(tick.time)}
            </text>
          ))}
          <g clipPath={`url(#${clip})`}>
            {spans.map((one) => (
              <rect
                key={`${one.start} ${one.label}`}
                className={`${styles.span} ${concernInk(one.concern)}`}
                x={shapes.x(Math.max(one.start, from))}
                y={0}
                width={Math.max(2, shapes.x(Math.min(one.end, to)) - shapes.x(Math.max(one.start, from)))}
                height={height - BOTTOM}
              />
            ))}
            <path className={styles.band} d={shapes.band} />
            <path className={styles.expected} d={shapes.expected} />
            {shapes.said && (
              <>
                <path className={styles.saidBand} d={shapes.said.band} />
                <path className={styles.said} d={shapes.said.line} />
              </>
            )}
            {shapes.forecast && (
              <>
                <path className={styles.outer} d={shapes.forecast.outer} />
                <path className={styles.inner} d={shapes.forecast.inner} />
                <path className={styles.future} d={shapes.forecast.line} />
                <line
                  className={styles.now}
                  x1={shapes.forecast.now}
                  x2={shapes.forecast.now}
                  y1={0}
                  y2={height - BOTTOM}
                />
                <text className={styles.axis} x={shapes.forecast.now + 5} y={13}>
                  now
                </text>
              </>
            )}
            {objective !== undefined && (
              <line
                className={styles.objective}
                x1={LEFT}
                x2={width}
                y1={shapes.y(objective)}
                y2={shapes.y(objective)}
              />
            )}
            <path className={styles.value} d={shapes.value} />
            {shapes.dots.map((dot) => (
              <circle
                key={dot.time}
                className={`${styles.dot} ${concernInk(concernAt(dot.time))}`}
                cx={dot.x}
                cy={dot.y}
                r={3.5}
              />
            ))}
            {at !== undefined && (
              <line
                className={styles.cursor}
                x1={shapes.x(columns.times[at] ?? from)}
                x2={shapes.x(columns.times[at] ?? from)}
                y1={0}
                y2={height - BOTTOM}
              />
            )}
          </g>
        </svg>
        {last > 0 && (
          <VisuallyHidden>
            <input
              type="range"
              min={0}
              max={last}
              value={at ?? last}
              aria-label={`${name}: step through the values`}
              aria-valuetext={readoutOf(columns, at ?? last, format, now, said)}
              onChange={(event) => setAt(Number(event.target.value))}
              onFocus={() => setAt(last)}
              onBlur={() => setAt(undefined)}
            />
          </VisuallyHidden>
        )}
      </div>
      <figcaption className={styles.caption}>
        <span className={styles.legend}>
          {readout ?? (
            <>
              <Key mark={styles.keyValue}>{name}</Key>
              <Key mark={styles.keyBand}>expected</Key>
              {shapes.dots.length > 0 && <Key mark={styles.keyDot}>anomalous</Key>}
              {said && <Key mark={styles.keySaid}>what we said</Key>}
              {forecast && <Key mark={styles.keyFuture}>forecast</Key>}
              {objective !== undefined && <Key mark={styles.keyObjective}>{`objective ${format(objective)}`}</Key>}
            </>
          )}
        </span>
        <Button size="small" variant="tertiary" aria-expanded={asTable} onPress={() => setAsTable(!asTable)}>
          {asTable ? 'Hide table' : 'Show as table'}
        </Button>
      </figcaption>
      {asTable && <ChartTable name={name} columns={columns} format={format} now={now} />}
    </figure>
  );
}

function Key(props: { mark: string | undefined; children: string }) {
  return (
    <span className={styles.key}>
      <span className={props.mark} /> {props.children}
    </span>
  );
}

function readoutOf(
  columns: BandColumns,
  index: number,
  format: (value: number) => string,
  now: number,
  said: SaidColumns | undefined
): string {
  const value = columns.values[index];
  const lower = columns.lower[index];
  const upper = columns.upper[index];
  const seen = typeof value === 'number' ? format(value) : 'no data';
  const band =
    typeof lower === 'number' && typeof upper === 'number' ? `, expected ${format(lower)} to ${format(upper)}` : '';
  const time = columns.times[index] ?? 0;
  const odd = columns.anomalous[index] ? ', anomalous' : '';
  return `${dayAndClock(time, now)}: ${seen}${band}${odd}${said ? saidWords(said, time, format, now) : ''}`;
}

/** `. Said on Tue 15:00: 231 ms (205 to 262)`; nothing where nobody spoke of the time. */
function saidWords(said: SaidColumns, time: number, format: (value: number) => string, now: number): string {
  const place = said.times.findLastIndex((one) => one <= time);
  const [value, low, high] = [said.values[place], said.lower95[place], said.upper95[place]];
  if (typeof value !== 'number') return '';
  const range = typeof low === 'number' && typeof high === 'number' ? ` (${format(low)} to ${format(high)})` : '';
  return `. Said ${dayAndClock(said.issued[place] ?? 0, now)}: ${format(value)}${range}`;
}

/** Index of the time that is nearest to another one; times ascend. */
function nearest(times: readonly number[], time: number): number | undefined {
  if (times.length === 0) return undefined;
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  const before = times[low - 1];
  return before !== undefined && time - before < (times[low] ?? 0) - time ? low - 1 : low;
}
