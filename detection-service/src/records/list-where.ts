import type { Page, Paged } from '../storage/ports.ts';
import type { Revision } from './record.ts';
import type { RecordFilter, RecordStore } from './record-store.ts';

/** Records that are looked at in one go. */
const CHUNK = 500;

/**
 * The newest revision of each record that `keep` takes, in the order of `list`, in whole pages. It looks at every
 * record of the kind until the page is full: for what people write, of which there are thousands, not millions.
 */
export function listWhere(
  store: Pick<RecordStore, 'list'>,
  tenant: string,
  kind: string,
  filter: RecordFilter,
  { limit, after }: Page,
  keep: (revision: Revision) => boolean
): Paged<Revision> {
  const kept: Place[] = [];
  for (const place of places(store, tenant, kind, filter, after)) {
    if (!keep(place.row)) continue;
    const last = kept[limit - 1];
    if (last === undefined) kept.push(place);
    // The key of a row is that of the page which ends with it.
    else return { rows: rowsOf(kept), next: store.list(tenant, kind, filter, last.page).next };
  }
  return { rows: rowsOf(kept) };
}

/** A record, and the page that ends with it. */
interface Place {
  readonly row: Revision;
  readonly page: Page;
}

function* places(
  store: Pick<RecordStore, 'list'>,
  tenant: string,
  kind: string,
  filter: RecordFilter,
  after: string | undefined
): Generator<Place, void> {
  let from = after;
  do {
    const chunk = store.list(tenant, kind, filter, { limit: CHUNK, after: from });
    for (const [at, row] of chunk.rows.entries()) yield { row, page: { limit: at + 1, after: from } };
    from = chunk.next;
  } while (from !== undefined);
}

function rowsOf(places: readonly Place[]): readonly Revision[] {
  return places.map(({ row }) => row);
}

/** Every record of a kind about one subject, whatever their number. */
export function listAll(
  store: Pick<RecordStore, 'list'>,
  tenant: string,
  kind: string,
  filter: RecordFilter
): readonly Revision[] {
  return [...places(store, tenant, kind, filter, undefined)].map(({ row }) => row);
}
