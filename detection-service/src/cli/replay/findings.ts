import type { Anomaly } from '../../aggregate/anomaly.ts';
import type { Problem } from '../../aggregate/problem.ts';
import type { Millis } from '../../core/time.ts';
import { SCORED } from '../../core/verdict.ts';
import type { Page, Paged, SeriesResults, Storage, StoredEntity, StoredSeries } from '../../storage/ports.ts';

/** What was learned of one series: where its ordinary values lie. */
export interface Learned {
  readonly series: StoredSeries;
  /** Number of samples, and of those that were judged. */
  readonly samples: number;
  readonly judged: number;
  readonly median: number;
  /** 5th and 95th percentile of the samples. */
  readonly low: number;
  readonly high: number;
}

/** A service with its calls and what was learned of its series. */
export interface ServiceFinding {
  readonly entity: StoredEntity;
  readonly calls: number;
  readonly learned: readonly Learned[];
}

/** A route with the calls that it had. */
export interface RouteShare {
  readonly entity: StoredEntity;
  readonly calls: number;
}

/** An anomaly with the samples around it. */
export interface AnomalyFinding {
  readonly anomaly: Anomaly;
  readonly series: StoredSeries;
  readonly from: Millis;
  readonly to: Millis;
  readonly around: SeriesResults;
}

/** Everything that a replay has found, read from storage. */
export interface Findings {
  readonly services: readonly ServiceFinding[];
  readonly routes: readonly RouteShare[];
  readonly problems: readonly { readonly problem: Problem; readonly anomalies: readonly AnomalyFinding[] }[];
}

/** How many steps to show before and after an anomaly, at least. */
const AROUND_STEPS = 30;

/** Reads what the pipeline has stored for `[from, to)`. */
export async function readFindings(storage: Storage, tenant: string, from: Millis, to: Millis): Promise<Findings> {
  const series = all((page) => storage.series(tenant, {}, page));
  await storage.near(series.map((one) => ({ series: one, from, to })));
  const entities = all((page) => storage.entities(tenant, {}, page));
  const byEntity = Map.groupBy(series, (one) => one.entityId);
  const services = entities
    .filter(({ entity }) => entity.kind !== 'endpoint')
    .map((entity) => ({
      entity,
      calls: callsOf(byEntity.get(entity.id) ?? [], storage, from, to),
      learned: (byEntity.get(entity.id) ?? []).map((one) => learn(one, storage.read(one, from, to))),
    }));
  const routes = entities
    .filter(({ entity }) => entity.kind === 'endpoint')
    .map((entity) => ({ entity, calls: callsOf(byEntity.get(entity.id) ?? [], storage, from, to) }))
    .sort((a, b) => b.calls - a.calls);
  const anomalies = Map.groupBy(
    all((page) => storage.anomalies(tenant, { from, to }, page)),
    (anomaly) => anomaly.problemId
  );
  const problems = all((page) => storage.problems(tenant, { from, to }, page))
    .toSorted((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1))
    .map((problem) => ({
      problem,
      anomalies: (anomalies.get(problem.id) ?? [])
        .toSorted((a, b) => b.confidenceScore - a.confidenceScore || a.start - b.start)
        .map((anomaly) => finding(storage, tenant, anomaly, from, to)),
    }));
  return { services, routes, problems };
}

function finding(storage: Storage, tenant: string, anomaly: Anomaly, from: Millis, to: Millis): AnomalyFinding {
  const series = storage.seriesById(tenant, anomaly.seriesId);
  if (series === undefined) throw new Error(`anomaly ${anomaly.id} is about an unknown series`);
  const { step } = series.identity;
  const margin = Math.max(AROUND_STEPS * step, ((anomaly.end ?? to) - anomaly.start) / 2);
  const start = Math.max(from, anomaly.start - margin);
  const end = Math.min(to, (anomaly.end ?? to) + margin);
  return { anomaly, series, from: start, to: end, around: storage.read(series, start, end) };
}

function callsOf(series: readonly StoredSeries[], storage: Storage, from: Millis, to: Millis): number {
  const rate = series.find(({ identity }) => identity.indicator === 'request_rate');
  if (rate === undefined) return 0;
  const seconds = rate.identity.step / 1000;
  return Math.round(
    storage.read(rate, from, to).value.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value * seconds), 0)
  );
}

function learn(series: StoredSeries, results: SeriesResults): Learned {
  const values = results.value.filter((value) => !Number.isNaN(value)).sort();
  const at = (share: number): number =>
    values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN;
  return {
    series,
    samples: values.length,
    judged: results.status.reduce((sum, status) => sum + (status === SCORED ? 1 : 0), 0),
    median: at(0.5),
    low: at(0.05),
    high: at(0.95),
  };
}

function all<T>(read: (page: Page) => Paged<T>): T[] {
  const rows: T[] = [];
  let after: string | undefined;
  do {
    const page = read({ limit: 1000, after });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== undefined);
  return rows;
}
