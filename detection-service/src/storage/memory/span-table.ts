import type { Millis } from '../../core/time.ts';
import type { Page, Paged, SpanFilter } from '../ports.ts';
import { decodeSpanKey, encodeSpanKey, pageOf } from '../page-key.ts';

/** What anomalies and problems have in common. */
interface Spanning {
  readonly tenant: string;
  readonly id: string;
  readonly entityId: string;
  readonly service: string;
  readonly start: Millis;
  readonly end?: Millis | undefined;
  readonly revision: number;
}

/** Anomalies or problems, the newest revision of each, found by what they overlap. */
export class SpanTable<T extends Spanning> {
  readonly #rows = new Map<string, T>();

  put(rows: readonly T[]): void {
    for (const row of rows) {
      const key = JSON.stringify([row.tenant, row.id]);
      if ((this.#rows.get(key)?.revision ?? 0) <= row.revision) this.#rows.set(key, structuredClone(row));
    }
  }

  get(tenant: string, id: string): T | undefined {
    return this.#rows.get(JSON.stringify([tenant, id]));
  }

  rows(tenant: string): readonly T[] {
    return [...this.#rows.values()].filter((row) => row.tenant === tenant);
  }

  page(tenant: string, filter: SpanFilter, page: Page, fits: (row: T) => boolean): Paged<T> {
    const after = page.after === undefined ? undefined : decodeSpanKey(page.after);
    const rows = this.rows(tenant)
      .filter((row) => overlaps(row, filter) && fits(row) && (after === undefined || order(after, row) < 0))
      .sort(order);
    return pageOf(rows.slice(0, page.limit + 1), page, encodeSpanKey);
  }
}

type Key = Pick<Spanning, 'start' | 'id'>;

/** Newest start first, then by id. */
function order(a: Key, b: Key): number {
  return b.start - a.start || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function overlaps(row: Spanning, { from, to, open, entityId, service }: SpanFilter): boolean {
  return (
    (row.end ?? Infinity) > (from ?? -Infinity) &&
    row.start < (to ?? Infinity) &&
    (open === undefined || open === (row.end === undefined)) &&
    (entityId === undefined || entityId === row.entityId) &&
    (service === undefined || service === row.service)
  );
}
