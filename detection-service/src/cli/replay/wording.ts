import type { Entity } from '../../core/series.ts';
import { short } from '../../core/quantity.ts';
import { DAY, HOUR, MINUTE, SECOND, type Millis } from '../../core/time.ts';
import type { Learned } from './findings.ts';
import type { ReplaySummary } from './summary.ts';

const FIRST_INDICATORS = [
  'request_rate',
  'error_ratio',
  'client_error_ratio',
  'latency_p50',
  'latency_p95',
  'latency_p99',
];
const LAST = FIRST_INDICATORS.length + 1;
/** Rate first, then errors, then latencies, then what else there is. */
export function byIndicator(a: Learned, b: Learned): number {
  const rank = ({ series }: Learned): number => FIRST_INDICATORS.indexOf(series.identity.indicator) + 1 || LAST;
  return rank(a) - rank(b) || (a.series.identity.indicator < b.series.identity.indicator ? -1 : 1);
}

/** How much was read, and how fast. */
export function linesRead(summary: ReplaySummary): string {
  const rate = Math.round(summary.lines / Math.max(summary.seconds, 0.001));
  const aside =
    summary.unparsed === 0 ? '' : `, ${summary.unparsed.toLocaleString('en')} of them not understood and kept aside`;
  return `${summary.lines.toLocaleString('en')}${aside}; read in ${summary.seconds.toFixed(1)} s (${rate.toLocaleString('en')} lines/s)`;
}

/** The step, and why that one. */
export function stepSentence({ step, density, densities }: ReplaySummary): string {
  if (density === undefined) return `${duration(step)}, as asked`;
  const why = `${Math.round(100 * density.occupied)} % of the steps looked at have calls, ${short(density.linesPerStep)} on average`;
  const shorter = densities.find((one) => one.step < step && one.step >= MINUTE);
  const against =
    shorter === undefined ? '' : `; at ${duration(shorter.step)} only ${Math.round(100 * shorter.occupied)} %`;
  return `${duration(step)}: ${why}${against}`;
}

/** A service's or endpoint's name as people say it. */
export function entityName(entity: Entity): string {
  const place = [entity.environment, entity.namespace].filter((part) => part !== '').join('/');
  return place === '' ? entity.name : `${entity.name} (${place})`;
}

/** A span in the largest two units that fit: `3 d 11 h`, `1 h`, `45 s`. */
export function duration(span: Millis): string {
  const units: readonly [string, Millis][] = [
    ['d', DAY],
    ['h', HOUR],
    ['min', MINUTE],
    ['s', SECOND],
  ];
  const parts: string[] = [];
  let rest = Math.round(span / SECOND) * SECOND;
  for (const [name, length] of units) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${count} ${name}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** A time in UTC, to the minute. */
export function moment(time: Millis): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
