import type { Anomaly } from '../../aggregate/anomaly.ts';
import type { Problem } from '../../aggregate/problem.ts';
import type { AnomalyStore, Page, Paged, SpanFilter } from '../ports.ts';
import { fromExactJson, toExactJson } from '../exact-json.ts';
import { decodeSpanKey, encodeSpanKey, pageOf } from '../page-key.ts';
import type { Changes } from './changes.ts';
import type { Database } from './database.ts';

/** `until` of what has not ended. */
const OPEN = Number.MAX_SAFE_INTEGER;

/** What a table holds of an anomaly or problem. */
type Row = Readonly<Record<string, string | number>> & {
  readonly tenant: string;
  readonly id: string;
  readonly revision: number;
  readonly body: string;
};

/** A condition with the values of its question marks. */
type Condition = readonly [sql: string, ...values: (string | number)[]];

/** Anomalies and problems in SQLite: columns to find them by, the whole of them as JSON. */
export class Anomalies implements AnomalyStore {
  readonly #db: Database;
  readonly #changes: Pick<Changes, 'note'>;

  constructor(db: Database, changes: Pick<Changes, 'note'>) {
    this.#db = db;
    this.#changes = changes;
  }

  putAnomalies(anomalies: readonly Anomaly[]): void {
    if (anomalies.length === 0) return;
    this.#db.transaction(() => {
      for (const one of anomalies) {
        const { tenant, id, start, end, entityId, service, seriesId, problemId, revision } = one;
        this.#put('anomaly', {
          ...{ tenant, id, start, until: end ?? OPEN, entity_id: entityId, service },
          ...{ series_id: seriesId, problem_id: problemId, revision, body: toExactJson(one) },
        });
      }
    });
  }

  putProblems(problems: readonly Problem[]): void {
    if (problems.length === 0) return;
    this.#db.transaction(() => {
      for (const one of problems) {
        const { tenant, id, start, end, entityId, service, revision } = one;
        const body = toExactJson(one);
        this.#put('problem', { tenant, id, start, until: end ?? OPEN, entity_id: entityId, service, revision, body });
      }
    });
  }

  /** A restart writes older revisions again before it comes to the newest; a reader must not see the past return. */
  #put(table: 'anomaly' | 'problem', row: Row): void {
    this.#changes.note(table, row);
    const columns = Object.keys(row);
    const changes = columns.map((column) => `${column} = excluded.${column}`).join(', ');
    this.#db.run(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
       ON CONFLICT (tenant, id) DO UPDATE SET ${changes} WHERE excluded.revision >= revision`,
      Object.values(row)
    );
  }

  anomalies(tenant: string, filter: SpanFilter, page: Page): Paged<Anomaly> {
    const conditions = spanConditions(filter);
    if (filter.seriesId !== undefined) conditions.push(['series_id = ?', filter.seriesId]);
    if (filter.problemId !== undefined) conditions.push(['problem_id = ?', filter.problemId]);
    return this.#page<Anomaly>('anomaly', tenant, conditions, page);
  }

  problems(tenant: string, filter: SpanFilter, page: Page): Paged<Problem> {
    const conditions = spanConditions(filter);
    if (filter.problemId !== undefined) conditions.push(['id = ?', filter.problemId]);
    if (filter.seriesId !== undefined) {
      const ofSeries = 'SELECT problem_id FROM anomaly WHERE tenant = ? AND series_id = ?';
      conditions.push([`id IN (${ofSeries})`, tenant, filter.seriesId]);
    }
    return this.#page<Problem>('problem', tenant, conditions, page);
  }

  anomaly(tenant: string, id: string): Anomaly | undefined {
    return this.#one<Anomaly>('anomaly', tenant, id);
  }

  problem(tenant: string, id: string): Problem | undefined {
    return this.#one<Problem>('problem', tenant, id);
  }

  #one<T>(table: string, tenant: string, id: string): T | undefined {
    const row = this.#db.get<{ body: string }>(`SELECT body FROM ${table} WHERE tenant = ? AND id = ?`, [tenant, id]);
    return row === undefined ? undefined : (fromExactJson(row.body) as T);
  }

  #page<T extends { readonly start: number; readonly id: string }>(
    table: string,
    tenant: string,
    conditions: Condition[],
    page: Page
  ): Paged<T> {
    const all: Condition[] = [['tenant = ?', tenant], ...conditions];
    if (page.after !== undefined) {
      const { start, id } = decodeSpanKey(page.after);
      all.push(['start <= ?', start], ['(start < ? OR id > ?)', start, id]);
    }
    const where = all.map(([sql]) => sql).join(' AND ');
    const rows = this.#db.all<{ body: string }>(
      `SELECT body FROM ${table} WHERE ${where} ORDER BY start DESC, id LIMIT ?`,
      [...all.flatMap(([, ...values]) => values), page.limit + 1]
    );
    return pageOf(
      rows.map(({ body }) => fromExactJson(body) as T),
      page,
      encodeSpanKey
    );
  }
}

function spanConditions(filter: SpanFilter): Condition[] {
  const conditions: Condition[] = [];
  if (filter.from !== undefined) conditions.push(['until > ?', filter.from]);
  if (filter.to !== undefined) conditions.push(['start < ?', filter.to]);
  if (filter.open === true) conditions.push(['until = ?', OPEN]);
  if (filter.open === false) conditions.push(['until < ?', OPEN]);
  if (filter.entityId !== undefined) conditions.push(['entity_id = ?', filter.entityId]);
  if (filter.service !== undefined) conditions.push(['service = ?', filter.service]);
  return conditions;
}
