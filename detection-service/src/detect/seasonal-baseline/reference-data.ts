import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** For tests only: the simulated API series and the reference numbers that lie beside the repository, when they do. */
const SHARED = new URL('../../../../../shared/', import.meta.url);
const REFERENCE = new URL('reference/detection/', SHARED);
const SERIES = new URL('data/apisim/series/', SHARED);

export const referenceIsThere: boolean = existsSync(REFERENCE) && existsSync(SERIES);

export interface SimulatedSeries {
  readonly name: string;
  readonly kind: 'count' | 'ratio' | 'latency';
  readonly time: Float64Array;
  readonly value: Float64Array;
  /** Calls in each minute. */
  readonly calls: Float64Array;
}

export function referenceNames(): string[] {
  return readdirSync(REFERENCE)
    .filter((file) => file.startsWith('telemetry__'))
    .map((file) => file.slice('telemetry__'.length, -'.csv.gz'.length))
    .sort();
}

/** The columns of the reference numbers of one series. */
export function referenceColumns(name: string): Record<string, Float64Array> {
  return columns(gunzipSync(readFileSync(new URL(`telemetry__${name}.csv.gz`, REFERENCE))).toString());
}

export function simulatedNames(): string[] {
  return readdirSync(SERIES)
    .map((file) => file.slice(0, -'.csv'.length))
    .sort();
}

export function simulatedSeries(name: string): SimulatedSeries {
  const own = columns(readFileSync(new URL(`${name}.csv`, SERIES), 'utf8'));
  const entity = name.slice(0, name.lastIndexOf('__'));
  const indicator = name.slice(entity.length + 2);
  const rate = columns(readFileSync(new URL(`${entity}__rps.csv`, SERIES), 'utf8'))['value'] as Float64Array;
  return {
    name,
    kind: indicator === 'rps' ? 'count' : indicator === 'error_ratio' ? 'ratio' : 'latency',
    time: (own['timestamp'] as Float64Array).map((seconds) => seconds * 1000),
    value: own['value'] as Float64Array,
    calls: rate.map((perSecond) => (Number.isNaN(perSecond) ? 0 : roundHalfEven(perSecond * 60))),
  };
}

/** As the reference was made. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value - Math.trunc(value)) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

function columns(csv: string): Record<string, Float64Array> {
  const [head, ...lines] = csv.trimEnd().split('\n');
  const names = (head as string).split(',');
  const result = Object.fromEntries(names.map((name) => [name, new Float64Array(lines.length)]));
  lines.forEach((line, row) => {
    line.split(',').forEach((cell, column) => {
      (result[names[column] as string] as Float64Array)[row] = cell === '' ? Number.NaN : Number(cell);
    });
  });
  return result;
}
