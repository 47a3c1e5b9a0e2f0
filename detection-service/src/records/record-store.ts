import type { Page, Paged } from '../storage/ports.ts';
import type { NewRevision, Revision } from './record.ts';

/** Which records to list: all that are stated must hold. */
export interface RecordFilter {
  readonly subject?: string | undefined;
  /** `Actor.id` of whoever made the first revision. */
  readonly creator?: string | undefined;
}

/**
 * What people say and decide: records of which every revision is kept for ever. Unlike results they cannot be computed
 * again, so a revision is durable when `append` returns.
 */
export interface RecordStore {
  /**
   * Appends a revision. `expected` is the revision that the caller has seen, 0 for a record that must be new; undefined
   * takes whatever is there.
   *
   * @throws WeirError `conflict` when the newest revision is another, `too_large` for a body over `BODY_MAXIMUM`
   */
  append(revision: NewRevision, expected?: number): Revision;
  /**
   * Appends revisions of different records, all of them or none, durable together: for what comes in lots.
   *
   * @throws WeirError `too_large` as `append`
   */
  appendAll(revisions: readonly NewRevision[]): readonly Revision[];
  /** The newest revision. */
  get(tenant: string, kind: string, id: string): Revision | undefined;
  /** All revisions of one record, oldest first. */
  revisions(tenant: string, kind: string, id: string): readonly Revision[];
  /** The newest revision of each record, the record that was made last first. */
  list(tenant: string, kind: string, filter: RecordFilter, page: Page): Paged<Revision>;
  close(): void;
}
