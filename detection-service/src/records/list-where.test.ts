import { describe, expect, it } from 'vitest';
import { listAll, listWhere } from './list-where.ts';
import { MemoryRecords } from './memory-records.ts';

const ANA = { id: 'ana', name: 'Ana', via: 'grafana' };

function filled(count: number): MemoryRecords {
  const store = new MemoryRecords();
  for (let i = 0; i < count; i++) {
    store.append({ tenant: 't', kind: 'note', id: `n${i}`, subject: `s${i % 2}`, actor: ANA, time: i, body: { i } });
  }
  return store;
}

describe('a list with a condition', () => {
  const rare = (body: { readonly [key: string]: unknown }): boolean => (body['i'] as number) % 300 === 0;

  it.each([1, 2, 3, 4, 5, 6])('in pages of %i holds every row once, newest first, and ends', (limit) => {
    const store = filled(1_201);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = listWhere(store, 't', 'note', {}, { limit, after }, ({ body }) => rare(body));
      expect(page.rows.length).toBeGreaterThan(0);
      seen.push(...page.rows.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(['n1200', 'n900', 'n600', 'n300', 'n0']);
  });

  it('says that it is the last page when only others follow', () => {
    const page = listWhere(filled(3), 't', 'note', {}, { limit: 1 }, ({ id }) => id === 'n2');
    expect(page.rows.map(({ id }) => id)).toEqual(['n2']);
    expect(page.next).toBeUndefined();
  });

  it('is empty where nothing fits', () => {
    expect(listWhere(filled(3), 't', 'note', {}, { limit: 1 }, () => false)).toEqual({ rows: [] });
  });
});

it('all records about a subject, beyond a chunk', () => {
  expect(listAll(filled(1_300), 't', 'note', { subject: 's1' })).toHaveLength(650);
});
