import { describe, expect, it } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { BODY_MAXIMUM } from './record.ts';
import type { NewRevision } from './record.ts';
import type { RecordStore } from './record-store.ts';

/** A record store under examination. */
export interface RecordCandidate {
  readonly store: () => RecordStore;
  /** Closes it and opens it again where it outlives its process. */
  readonly reopen: () => void;
  readonly discard: () => void;
}

const ANA = { id: 'user:default/ana', name: 'Ana', email: 'ana@example.org', via: 'backstage' };
const BEN = { id: 'ben', name: 'Ben', via: 'grafana' };

function revision(id: string, text: string, more: Partial<NewRevision> = {}): NewRevision {
  return { tenant: 'default', kind: 'note', id, subject: 's', actor: ANA, time: 1_000, body: { text }, ...more };
}

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof WeirError ? error.code : String(error);
  }
};

/** The conformance suite that every `RecordStore` sits. */
export function examineRecords(name: string, create: () => RecordCandidate): void {
  describe(`record exam: ${name}`, () => {
    const withStore = (work: (candidate: RecordCandidate) => void) => () => {
      const candidate = create();
      try {
        work(candidate);
      } finally {
        candidate.discard();
      }
    };

    it(
      'keeps every revision, and who made it',
      withStore(({ store, reopen }) => {
        const first = store().append(revision('a', 'one'));
        store().append(revision('a', 'two', { actor: BEN, time: 2_000 }));
        reopen();
        expect(first).toMatchObject({ revision: 1, created: 1_000, creator: ANA, body: { text: 'one' } });
        expect(store().get('default', 'note', 'a')).toEqual({
          ...revision('a', 'two', { actor: BEN, time: 2_000 }),
          revision: 2,
          created: 1_000,
          creator: ANA,
        });
        expect(
          store()
            .revisions('default', 'note', 'a')
            .map(({ body }) => body['text'])
        ).toEqual(['one', 'two']);
      })
    );

    it(
      'refuses a change that was made without knowing the newest revision',
      withStore(({ store }) => {
        store().append(revision('a', 'one'), 0);
        store().append(revision('a', 'two'), 1);
        expect(codeOf(() => store().append(revision('a', 'other two'), 1))).toBe('conflict');
        expect(codeOf(() => store().append(revision('a', 'new'), 0))).toBe('conflict');
        expect(codeOf(() => store().append(revision('b', 'change of nothing'), 3))).toBe('conflict');
        expect(store().get('default', 'note', 'a')?.body).toEqual({ text: 'two' });
        expect(store().get('default', 'note', 'b')).toBeUndefined();
      })
    );

    it(
      'takes many at once, or none of them',
      withStore(({ store, reopen }) => {
        store().append(revision('a', 'one'));
        const made = store().appendAll([revision('b', 'new'), revision('a', 'two', { actor: BEN })]);
        expect(made.map(({ id, revision: count }) => [id, count])).toEqual([
          ['b', 1],
          ['a', 2],
        ]);
        const large = revision('c', 'x'.repeat(BODY_MAXIMUM));
        expect(codeOf(() => store().appendAll([revision('d', 'one'), large]))).toBe('too_large');
        expect(store().appendAll([])).toEqual([]);
        reopen();
        expect(store().get('default', 'note', 'd')).toBeUndefined();
        expect(store().get('default', 'note', 'a')).toMatchObject({ creator: ANA, actor: BEN, revision: 2 });
      })
    );

    it(
      'shows a tenant its own records and a kind its own',
      withStore(({ store }) => {
        store().append(revision('a', 'ours'));
        store().append(revision('a', 'theirs', { tenant: 'other' }));
        store().append(revision('a', 'vote', { kind: 'vote' }));
        expect(store().get('default', 'note', 'a')?.body).toEqual({ text: 'ours' });
        expect(
          store()
            .list('other', 'note', {}, { limit: 10 })
            .rows.map(({ body }) => body)
        ).toEqual([{ text: 'theirs' }]);
        expect(store().get('third', 'note', 'a')).toBeUndefined();
      })
    );

    it(
      'lists the newest record first, page by page, also while records are added and changed',
      withStore(({ store, reopen }) => {
        for (let i = 0; i < 7; i++)
          store().append(revision(`n${i}`, String(i), { subject: i % 2 === 0 ? 'even' : 'odd' }));
        const seen: string[] = [];
        let after: string | undefined;
        do {
          const { rows, next } = store().list('default', 'note', {}, { limit: 3, after });
          seen.push(...rows.map(({ id }) => id));
          store().append(revision(`later${seen.length}`, 'x'));
          store().append(revision('n0', `again ${seen.length}`, { subject: 'even' }));
          reopen();
          after = next;
        } while (after !== undefined);
        expect(seen).toEqual(['n6', 'n5', 'n4', 'n3', 'n2', 'n1', 'n0']);
        expect(
          store()
            .list('default', 'note', { subject: 'odd' }, { limit: 9 })
            .rows.map(({ id }) => id)
        ).toEqual(['n5', 'n3', 'n1']);
      })
    );

    it(
      'lists by who made the first revision, and follows a subject that changes',
      withStore(({ store }) => {
        store().append(revision('a', '1'));
        store().append(revision('b', '2', { actor: BEN }));
        store().append(revision('a', '3', { actor: BEN, subject: 'elsewhere' }));
        const ids = (filter: object): string[] =>
          store()
            .list('default', 'note', filter, { limit: 9 })
            .rows.map(({ id }) => id);
        expect(ids({ creator: ANA.id })).toEqual(['a']);
        expect(ids({ creator: BEN.id })).toEqual(['b']);
        expect(ids({ subject: 'elsewhere' })).toEqual(['a']);
        expect(ids({ subject: 's' })).toEqual(['b']);
      })
    );

    it(
      'keeps any text as it is',
      withStore(({ store, reopen }) => {
        const text = `'; DROP TABLE record; -- \u0000 ü€😀 <script>alert(1)</script>`;
        store().append(revision(text, text, { subject: text }));
        reopen();
        expect(store().list('default', 'note', { subject: text }, { limit: 1 }).rows[0]).toMatchObject({
          id: text,
          body: { text },
        });
      })
    );

    it(
      'refuses what is too large, and a page that was never handed out',
      withStore(({ store }) => {
        expect(codeOf(() => store().append(revision('a', 'x'.repeat(BODY_MAXIMUM))))).toBe('too_large');
        expect(store().get('default', 'note', 'a')).toBeUndefined();
        expect(codeOf(() => store().list('default', 'note', {}, { limit: 1, after: 'x' }))).toBe('invalid_argument');
      })
    );
  });
}
