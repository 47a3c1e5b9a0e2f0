import { describe, expect, it } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { checkEntity, checkRef, entityTag, shortRef, type CatalogEntity } from './catalog-entity.ts';

const FULL: CatalogEntity = {
  ref: 'Component:Default/Orders',
  title: 'Orders',
  owner: 'group:default/team-a',
  lifecycle: 'production',
  type: 'service',
  serviceName: 'orders',
  relations: [{ type: 'providesApi', target: 'API:orders' }],
  document: { sha256: 'ab'.repeat(32), bytes: 12 },
};

describe('an entity of a catalog', () => {
  it('is kept with its references in one form', () => {
    const kept = checkEntity(FULL, '');
    expect(kept).toEqual({
      ...FULL,
      ref: 'component:default/orders',
      relations: [{ type: 'providesApi', target: 'api:default/orders' }],
    });
    expect(shortRef(kept.ref)).toBe('component:orders');
  });

  it.each(['orders', 'component:', 'component:a/b/c', 'component:default/a b', 'component:default/<x>', ''])(
    'has no reference like %j',
    (ref) => {
      expect(() => checkRef(ref)).toThrow(WeirError);
    }
  );

  it.each<[string, Partial<CatalogEntity>]>([
    ['entities[3].title', { title: 'a\nb' }],
    ['entities[3].owner', { owner: ' ' }],
    ['entities[3].relations[0].target', { relations: [{ type: 'x', target: 'nobody' }] }],
  ])('is refused at %s', (path, wrong) => {
    let error: unknown;
    try {
      checkEntity({ ...FULL, ...wrong }, 'entities[3]');
    } catch (thrown) {
      error = thrown;
    }
    expect((error as WeirError).details[0]?.path).toBe(path);
  });

  it('has a tag that changes with every part of it', () => {
    const changes: Partial<CatalogEntity>[] = [
      {},
      { title: 'x' },
      { owner: undefined },
      { lifecycle: 'x' },
      { type: 'x' },
      { serviceName: 'x' },
      { relations: [] },
      { document: { sha256: 'cd'.repeat(32), bytes: 12 } },
      { document: undefined },
    ];
    const tags = changes.map((change) => entityTag(checkEntity({ ...FULL, ...change }, '')));
    expect(new Set(tags).size).toBe(changes.length);
    expect(entityTag(JSON.parse(JSON.stringify(checkEntity(FULL, ''))) as CatalogEntity)).toBe(tags[0]);
  });
});
