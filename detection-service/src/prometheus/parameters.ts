import { SECOND, type Millis } from '../core/time.ts';
import type { Grid } from './columns.ts';
import { parseDuration } from './literals.ts';
import { QueryError } from './query-error.ts';

/** Most points of a series in one answer; Prometheus' own number. */
const MOST_POINTS = 11_000;
/** As far as dates go. */
const LAST_TIME: Millis = 8.64e15;
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A time as the API takes it: Unix seconds or RFC 3339. @throws {QueryError} `bad_data` */
export function readTime(name: string, text: string): Millis {
  const time = DECIMAL.test(text)
    ? Math.round(Number(text) * SECOND)
    : RFC3339.test(text)
      ? Date.parse(text)
      : Number.NaN;
  if (Math.abs(time) <= LAST_TIME) return time;
  throw invalid(name, `cannot parse ${quoted(text)} to a valid timestamp`);
}

/** A duration as the API takes it: seconds, or as PromQL writes it. @throws {QueryError} `bad_data` */
export function readDuration(name: string, text: string): Millis {
  const length = DECIMAL.test(text) ? Math.trunc(Number(text) * SECOND) : (parseDuration(text) ?? Number.NaN);
  if (Math.abs(length) <= LAST_TIME) return length;
  throw invalid(name, `cannot parse ${quoted(text)} to a valid duration`);
}

/** The points in time of a range query. @throws {QueryError} `bad_data` when there are none, or too many */
export function readGrid(start: Millis, end: Millis, step: Millis): Grid {
  if (end < start) throw invalid('end', 'end timestamp must not be before start time');
  if (step <= 0)
    throw invalid('step', 'zero or negative query resolution step widths are not accepted. Try a positive integer');
  const steps = Math.floor((end - start) / step);
  if (steps > MOST_POINTS) {
    const message =
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)';
    throw new QueryError('bad_data', message);
  }
  return { start, step, count: steps + 1 };
}

/** How many rows to answer at most; 0 is no limit. @throws {QueryError} `bad_data` */
export function readLimit(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text) || Infinity;
  throw invalid('limit', `expected a whole number that is not negative, found ${quoted(text)}`);
}

/** What is wrong with a parameter, in Prometheus' words. */
export function invalid(name: string, message: string): QueryError {
  return new QueryError('bad_data', `invalid parameter "${name}": ${message}`);
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}
