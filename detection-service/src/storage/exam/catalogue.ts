import { describe, expect, it } from 'vitest';
import { WeirError } from '../../core/errors.ts';
import { entityId, ownerOf } from '../../core/series.ts';
import type { Create } from '../exam.ts';
import { everyRow } from './every-row.ts';
import { exampleSeries, START } from './examples.ts';
import { withStore } from './with-store.ts';

/** Series and entities: what `CatalogueStore` promises. */
export function examineCatalogue(create: Create): void {
  describe('catalogue', () => {
    const series = Array.from({ length: 10 }, (_, ordinal) => exampleSeries(ordinal));
    const byId = <T extends { readonly id: string }>(rows: readonly T[]): T[] =>
      [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));

    it(
      'gives back what was added, by id, by ordinal and in pages',
      withStore(create, async ({ writer, settled }) => {
        writer().addSeries(series);
        const store = await settled();
        expect(store.seriesById('default', series[3]?.id ?? '')).toEqual(series[3]);
        expect(store.seriesByOrdinal(7)).toEqual(series[7]);
        expect(store.seriesByOrdinal(99)).toBeUndefined();
        const { rows, pages } = everyRow(3, (page) => store.series('default', {}, page));
        expect(rows).toEqual(byId(series));
        expect(pages).toBe(4);
        expect(everyRow(5, (page) => store.series('default', {}, page)).pages).toBe(2);
      })
    );

    it(
      'finds series by entity, service and indicator together',
      withStore(create, async ({ writer, settled }) => {
        writer().addSeries(series);
        const store = await settled();
        const find = (filter: Parameters<typeof store.series>[1]) =>
          store
            .series('default', filter, { limit: 100 })
            .rows.map(({ ordinal }) => ordinal)
            .sort((a, b) => a - b);
        expect(find({ service: 'shop-0' })).toEqual([0, 3, 6, 9]);
        expect(find({ service: 'shop-0', indicator: 'request_rate' })).toEqual([0, 6]);
        expect(find({ entityId: series[4]?.entityId })).toEqual([4]);
        expect(find({ service: 'nobody' })).toEqual([]);
      })
    );

    it(
      'knows the entities of the series and the services that own them',
      withStore(create, async ({ writer, settled }) => {
        writer().addSeries(series);
        const store = await settled();
        const services = store.entities('default', { kind: 'service' }, { limit: 100 }).rows;
        expect(services.map(({ entity }) => entity.name).sort()).toEqual(['shop-0', 'shop-1', 'shop-2']);
        expect(store.entities('default', { service: 'shop-1' }, { limit: 100 }).rows).toHaveLength(4);
        const owner = ownerOf(exampleSeries(4).identity.entity);
        expect(store.entityById('default', entityId(owner))).toEqual({
          id: entityId(owner),
          entity: owner,
          firstSeen: START + 1,
        });
        expect(everyRow(4, (page) => store.entities('default', {}, page)).rows).toHaveLength(13);
      })
    );

    it(
      'changes nothing when a series is added again, and refuses another ordinal for it',
      withStore(create, async ({ writer, settled }) => {
        writer().addSeries(series);
        await settled();
        writer().addSeries([{ ...exampleSeries(2), firstStep: START + 999_999 }]);
        expect(writer().seriesByOrdinal(2)).toEqual(series[2]);
        expect(() => writer().addSeries([{ ...exampleSeries(2), ordinal: 77 }])).toThrow(WeirError);
        expect(() => writer().addSeries([{ ...exampleSeries(55), ordinal: 2 }])).toThrow(WeirError);
        expect((await settled()).seriesById('default', exampleSeries(55).id)).toBeUndefined();
      })
    );

    it(
      'keeps tenants apart',
      withStore(create, async ({ writer, settled }) => {
        const other = exampleSeries(50, { tenant: 'other' });
        writer().addSeries([...series, other]);
        const store = await settled();
        expect(store.series('other', {}, { limit: 100 }).rows).toEqual([other]);
        expect(store.seriesById('default', other.id)).toBeUndefined();
        expect(store.entityById('default', other.entityId)).toBeUndefined();
        expect(store.entities('other', {}, { limit: 100 }).rows).toHaveLength(2);
      })
    );
  });
}
