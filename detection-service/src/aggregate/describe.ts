import { quantityWriter } from '../core/quantity.ts';
import type { Entity, SeriesIdentity } from '../core/series.ts';

/** What the entity is called in a sentence: `checkout`, or `POST /orders of checkout`. */
export function nameOf(entity: Entity): string {
  if (entity.kind !== 'endpoint') return entity.name;
  return `${entity.method ?? ''} ${entity.route ?? ''} of ${entity.name}`.trim();
}

/** The band that was expected when a sample came. */
interface Band {
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * What is wrong, as a sentence whose first clause says it all: "payments fails 38 % of calls, expected 0.05 % (0–1.5)",
 * "checkout answers slower than usual: p95 478 ms, expected 212 ms (180–252)".
 */
export function describeAnomaly(
  { entity, indicator, kind, unit }: SeriesIdentity,
  direction: 'up' | 'down',
  value: number,
  band: Band
): string {
  const finite = [value, band.expected].filter((number) => Number.isFinite(number));
  const write = quantityWriter(kind === 'ratio' ? '1' : unit === '1' ? '' : unit, Math.max(...finite.map(Math.abs), 0));
  const says = clause(nameOf(entity), indicator, direction, value, `${write.number(value)}${write.unit}`);
  if (Number.isNaN(band.expected)) return says;
  const tail = `${says}, expected ${write.number(band.expected)}${write.unit}`;
  if (Number.isNaN(band.lower) || Number.isNaN(band.upper)) return tail;
  return `${tail} (${write.number(band.lower)}–${write.number(band.upper)})`;
}

/** What indicators mean that need no name, with a verb. */
const CLAUSES: Readonly<Record<string, (name: string, written: string, value: number) => string>> = {
  'request_rate up': (name, written) => `${name} gets more calls than usual: ${written}`,
  'request_rate down': (name, written, value) =>
    value === 0 ? `${name} gets no calls` : `${name} gets fewer calls than usual: ${written}`,
  'error_ratio up': (name, written) => `${name} fails ${written} of calls`,
  'client_error_ratio up': (name, written) => `${name} refuses ${written} of calls`,
  'report_interval up': (name, written) => `${name} is silent: no report for ${written}`,
};

function clause(name: string, indicator: string, direction: 'up' | 'down', value: number, written: string): string {
  const says = CLAUSES[`${indicator} ${direction}`];
  if (says !== undefined) return says(name, written, value);
  const up = direction === 'up';
  const quantile = /^latency_(p\d+)$/.exec(indicator)?.[1];
  return quantile === undefined
    ? `${indicator} of ${name} is ${up ? 'higher' : 'lower'} than usual: ${written}`
    : `${name} answers ${up ? 'slower' : 'faster'} than usual: ${quantile} ${written}`;
}
