import type { Anomaly } from '../../aggregate/anomaly.ts';
import type { Problem } from '../../aggregate/problem.ts';
import type { Millis } from '../../core/time.ts';
import { fromExactJson } from '../exact-json.ts';
import type { Change, ChangeStore } from '../ports.ts';
import type { Database } from './database.ts';

/** An anomaly or problem that is about to be stored. */
interface Put {
  readonly tenant: string;
  readonly id: string;
  readonly revision: number;
  readonly body: string;
}

interface Row {
  readonly offset: number;
  readonly kind: Change['kind'];
  readonly body: string;
}

/** The name of the counter of the newest change that was dropped. */
const DROPPED = 'changes_dropped';

/** What changed of anomalies and problems, in SQLite, in the same transaction as the change itself. */
export class Changes implements ChangeStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Notes a change, within the transaction that makes it and before it does; none when a newer revision is stored. */
  note(kind: Change['kind'], { tenant, id, revision, body }: Put): void {
    this.#db.run(
      `INSERT INTO change (tenant, kind, body) SELECT ?, ?, ?
       WHERE NOT EXISTS (SELECT 1 FROM ${kind} WHERE tenant = ? AND id = ? AND revision >= ?)`,
      [tenant, kind, body, tenant, id, revision]
    );
  }

  /** Takes a change that has its offset already; one that is there is as good. */
  take({ offset, tenant, kind, body }: Row & { readonly tenant: string }): void {
    this.#db.run('INSERT OR IGNORE INTO change (offset, tenant, kind, body) VALUES (?, ?, ?, ?)', [
      ...[offset, tenant, kind, body],
    ]);
  }

  /** Drops changes up to an offset, within a transaction of the caller. */
  forgetUpTo(offset: number): void {
    if (offset <= this.#db.counter(DROPPED)) return;
    this.#db.run('DELETE FROM change WHERE offset <= ?', [offset]);
    this.#db.setCounter(DROPPED, offset);
  }

  changes(tenant: string, after: number, limit: number): readonly Change[] {
    const sql = 'SELECT offset, kind, body FROM change WHERE tenant = ? AND offset > ? ORDER BY offset LIMIT ?';
    return this.#db
      .all<Row>(sql, [tenant, after, limit])
      .map(({ offset, kind, body }) =>
        kind === 'anomaly'
          ? { offset, kind, anomaly: fromExactJson(body) as Anomaly }
          : { offset, kind, problem: fromExactJson(body) as Problem }
      );
  }

  changeBounds(): { readonly newest: number; readonly dropped: number } {
    const row = this.#db.get<{ newest: number | null }>('SELECT MAX(offset) AS newest FROM change', []);
    const dropped = this.#db.counter(DROPPED);
    return { newest: Math.max(row?.newest ?? 0, dropped), dropped };
  }

  dropChanges(before: Millis): void {
    this.#db.transaction(() => {
      const sql = 'SELECT MAX(offset) AS newest FROM change WHERE time < ?';
      const { newest } = this.#db.get<{ newest: number | null }>(sql, [before]) ?? { newest: null };
      if (newest !== null) this.forgetUpTo(newest);
    });
  }
}
