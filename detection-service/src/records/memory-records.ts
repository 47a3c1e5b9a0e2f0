import { decodeOrdinal, pageOf } from '../storage/page-key.ts';
import type { Page, Paged } from '../storage/ports.ts';
import { bodyText, checkExpected } from './check-revision.ts';
import type { JsonObject, NewRevision, Revision } from './record.ts';
import type { RecordFilter, RecordStore } from './record-store.ts';

interface Kept {
  readonly ordinal: number;
  readonly revisions: Revision[];
}

/** Records in memory, for tests and for what is thrown away. */
export class MemoryRecords implements RecordStore {
  readonly #records = new Map<string, Kept>();

  append(revision: NewRevision, expected?: number): Revision {
    const { tenant, kind, id } = revision;
    const body = JSON.parse(bodyText(revision)) as JsonObject;
    const key = keyOf(tenant, kind, id);
    const kept = this.#records.get(key) ?? { ordinal: this.#records.size + 1, revisions: [] };
    checkExpected(revision, kept.revisions.length, expected);
    const first = kept.revisions[0] ?? { created: revision.time, creator: revision.actor };
    const made = {
      ...revision,
      body,
      revision: kept.revisions.length + 1,
      created: first.created,
      creator: first.creator,
    };
    kept.revisions.push(made);
    this.#records.set(key, kept);
    return made;
  }

  appendAll(revisions: readonly NewRevision[]): readonly Revision[] {
    for (const revision of revisions) bodyText(revision);
    return revisions.map((revision) => this.append(revision));
  }

  get(tenant: string, kind: string, id: string): Revision | undefined {
    return this.#records.get(keyOf(tenant, kind, id))?.revisions.at(-1);
  }

  revisions(tenant: string, kind: string, id: string): readonly Revision[] {
    return [...(this.#records.get(keyOf(tenant, kind, id))?.revisions ?? [])];
  }

  list(tenant: string, kind: string, filter: RecordFilter, page: Page): Paged<Revision> {
    const before = page.after === undefined ? Number.POSITIVE_INFINITY : decodeOrdinal(page.after);
    const found: { readonly ordinal: number; readonly newest: Revision }[] = [];
    for (const { ordinal, revisions } of this.#records.values()) {
      const newest = revisions.at(-1) as Revision;
      if (newest.tenant !== tenant || newest.kind !== kind || ordinal >= before) continue;
      if (filter.subject !== undefined && newest.subject !== filter.subject) continue;
      if (filter.creator !== undefined && newest.creator.id !== filter.creator) continue;
      found.push({ ordinal, newest });
    }
    found.sort((x, y) => y.ordinal - x.ordinal);
    const { rows, next } = pageOf(found, page, ({ ordinal }) => String(ordinal));
    return { rows: rows.map(({ newest }) => newest), next };
  }

  close(): void {
    this.#records.clear();
  }
}

function keyOf(tenant: string, kind: string, id: string): string {
  return JSON.stringify([tenant, kind, id]);
}
