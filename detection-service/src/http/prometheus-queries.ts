import { Budget } from '../prometheus/budget.ts';
import {
  listLabelNames,
  listLabelValues,
  listSeries,
  type Listing,
  type SeriesChoice,
} from '../prometheus/catalogue.ts';
import type { Work } from '../prometheus/columns.ts';
import { isLabelName } from '../prometheus/label-set.ts';
import { metrics } from '../prometheus/metrics.ts';
import { invalid, readDuration, readGrid, readLimit, readTime } from '../prometheus/parameters.ts';
import { parseQuery, parseSeriesSelector } from '../prometheus/parse.ts';
import { QueryError } from '../prometheus/query-error.ts';
import { instantResult, metricOf, rangeExpression, rangeResult } from '../prometheus/result.ts';
import type { SeriesSource } from '../prometheus/samples.ts';

const MOST_SELECTORS = 100;
/** Most rows of a list of series or labels. */
const MOST_ROWS = 20_000;
/** The version of Prometheus whose answers these are: clients look at it to know what they may ask. */
const SPEAKS_AS = '3.0.0';

/** What a request asks, and of whom. */
export interface Asked {
  readonly parameters: URLSearchParams;
  /** The label that the path names. */
  readonly label: string;
  readonly source: SeriesSource;
  /** Version of the service. */
  readonly version: string;
  /** The time of a query that names none. */
  readonly now: () => number;
  /** Does the work, a slice at a time. */
  readonly run: <T>(work: Work<T>) => Promise<T>;
}

/** What is answered: `data` is JSON text. */
export interface Answered {
  readonly data: string;
  readonly warnings?: readonly string[];
}

/** The queries of Prometheus' API, by their path. */
export const prometheusQueries: Readonly<Record<string, (asked: Asked) => Promise<Answered>>> = {
  query,
  query_range: queryRange,
  series,
  labels: labelNames,
  'label/:name/values': labelValues,
  metadata,
  'status/buildinfo': buildInfo,
};

async function query({ parameters, source, run, now }: Asked): Promise<Answered> {
  const time = optional(parameters, 'time', readTime) ?? now();
  const expression = about('query', () => parseQuery(required(parameters, 'query')));
  return { data: await run(instantResult(expression, time, source, new Budget())) };
}

async function queryRange({ parameters, source, run }: Asked): Promise<Answered> {
  const start = readTime('start', required(parameters, 'start'));
  const end = readTime('end', required(parameters, 'end'));
  const grid = readGrid(start, end, readDuration('step', required(parameters, 'step')));
  const expression = about('query', () => rangeExpression(parseQuery(required(parameters, 'query'))));
  return { data: await run(rangeResult(expression, grid, source, new Budget())) };
}

async function series({ parameters, source, run }: Asked): Promise<Answered> {
  const choice = choiceOf(parameters);
  if (choice.selectors.length === 0) throw new QueryError('bad_data', 'no match[] parameter provided');
  return listed(await run(listSeries(source, choice)), metricOf);
}

async function labelNames({ parameters, source, run }: Asked): Promise<Answered> {
  return listed(await run(listLabelNames(source, orEverything(choiceOf(parameters)))), JSON.stringify);
}

async function labelValues({ parameters, label, source, run }: Asked): Promise<Answered> {
  if (!isLabelName(label)) throw new QueryError('bad_data', `invalid label name: ${JSON.stringify(label)}`);
  return listed(await run(listLabelValues(source, label, orEverything(choiceOf(parameters)))), JSON.stringify);
}

function listed<T>({ rows, truncated }: Listing<T>, write: (row: T) => string): Answered {
  const data = `[${rows.map((row) => write(row)).join(',')}]`;
  return truncated ? { data, warnings: ['results truncated due to limit'] } : { data };
}

function metadata({ parameters }: Asked): Promise<Answered> {
  const metric = required(parameters, 'metric');
  const limit = optional(parameters, 'limit', (_, text) => readLimit(text)) ?? Infinity;
  const rows = metrics
    .filter(({ name }) => metric === '' || name === metric)
    .slice(0, limit)
    .map(({ name, help }) => [name, [{ type: 'gauge', unit: '', help }]] as const);
  return Promise.resolve({ data: JSON.stringify(Object.fromEntries(rows)) });
}

function buildInfo({ version }: Asked): Promise<Answered> {
  const none = { branch: '', buildUser: '', buildDate: '', goVersion: '' };
  return Promise.resolve({
    data: JSON.stringify({ version: SPEAKS_AS, revision: version, application: 'Weir', ...none }),
  });
}

function choiceOf(parameters: URLSearchParams): SeriesChoice {
  const texts = parameters.getAll('match[]');
  if (texts.length > MOST_SELECTORS)
    throw invalid('match[]', `expected at most ${MOST_SELECTORS} selectors, found ${texts.length}`);
  // Series have no known end; the start of the span says nothing.
  const start = optional(parameters, 'start', readTime) ?? -Infinity;
  const upTo = optional(parameters, 'end', readTime) ?? Infinity;
  if (upTo < start) throw invalid('end', 'end timestamp must not be before start time');
  const limit = optional(parameters, 'limit', (_, text) => readLimit(text)) ?? Infinity;
  return {
    selectors: about('match[]', () => texts.map(parseSeriesSelector)),
    upTo,
    limit: Math.min(limit, MOST_ROWS),
  };
}

function orEverything(choice: SeriesChoice): SeriesChoice {
  return choice.selectors.length === 0 ? { ...choice, selectors: [[]] } : choice;
}

function required(parameters: URLSearchParams, name: string): string {
  return parameters.get(name) ?? '';
}

function optional<T>(
  parameters: URLSearchParams,
  name: string,
  read: (name: string, text: string) => T
): T | undefined {
  const text = parameters.get(name);
  return text === null || text === '' ? undefined : read(name, text);
}

/** Says of what is wrong which parameter it is in. */
function about<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof QueryError && error.type === 'bad_data') throw invalid(name, error.message);
    throw error;
  }
}
