import { describe, expect, it } from 'vitest';
import type { Anomaly } from '../../aggregate/anomaly.ts';
import { WeirError } from '../../core/errors.ts';
import { MINUTE } from '../../core/time.ts';
import type { Create } from '../exam.ts';
import type { SpanFilter } from '../ports.ts';
import { everyRow } from './every-row.ts';
import { exampleAnomaly, exampleProblem, exampleSeries, START } from './examples.ts';
import { withStore } from './with-store.ts';

const series = [0, 1, 2, 3].map((ordinal) => exampleSeries(ordinal)) as [
  ReturnType<typeof exampleSeries>,
  ReturnType<typeof exampleSeries>,
  ReturnType<typeof exampleSeries>,
  ReturnType<typeof exampleSeries>,
];
const at = (minute: number): number => START + minute * MINUTE;

/** Anomalies and problems: what `AnomalyStore` promises. */
export function examineAnomalies(create: Create): void {
  describe('anomalies and problems', () => {
    it(
      'gives back all that an anomaly says, numbers that JSON does not know included',
      withStore(create, async ({ writer, settled }) => {
        const open = exampleAnomaly(series[0], at(0));
        const ended = exampleAnomaly(series[1], at(0), { end: at(3) });
        const problem = exampleProblem(series[0], at(0));
        writer().putAnomalies([open, ended]);
        writer().putProblems([problem]);
        const store = await settled();
        expect(store.anomaly('default', open.id)).toEqual(open);
        expect(store.anomaly('default', ended.id)).toEqual(ended);
        expect(store.problem('default', problem.id)).toEqual(problem);
        expect(store.anomaly('other', open.id)).toBeUndefined();
        expect(store.problem('default', 'nothing')).toBeUndefined();
      })
    );

    it(
      'pages by start, newest first, then by id, without loss at equal starts',
      withStore(create, async ({ writer, settled }) => {
        const all = Array.from({ length: 20 }, (_, i) =>
          exampleAnomaly(series[0], at(Math.floor(i / 5)), { id: `a${String((i * 7) % 20).padStart(2, '0')}` })
        );
        writer().putAnomalies(all);
        const store = await settled();
        const order = [...all].sort((a, b) => b.start - a.start || (a.id < b.id ? -1 : 1));
        for (const limit of [1, 3, 5, 20, 100]) {
          expect(everyRow(limit, (page) => store.anomalies('default', {}, page)).rows).toEqual(order);
        }
        expect(everyRow(20, (page) => store.anomalies('default', {}, page)).pages).toBe(1);
        expect(() => store.anomalies('default', {}, { limit: 1, after: 'nonsense' })).toThrow(WeirError);
      })
    );

    it(
      'finds by what overlaps, by what is open, and by what it is about',
      withStore(create, async ({ writer, settled }) => {
        const early = exampleAnomaly(series[0], at(0), { id: 'early', end: at(5) });
        const long = exampleAnomaly(series[1], at(1), { id: 'long' });
        const late = exampleAnomaly(series[3], at(20), { id: 'late', end: at(30) });
        const foreign = exampleAnomaly(exampleSeries(9, { tenant: 'other' }), at(2), { id: 'foreign' });
        writer().putAnomalies([early, long, late, foreign]);
        const store = await settled();
        const find = (filter: SpanFilter, tenant = 'default'): string[] =>
          store.anomalies(tenant, filter, { limit: 100 }).rows.map(({ id }: Anomaly) => id);
        expect(find({})).toEqual(['late', 'long', 'early']);
        expect(find({ from: at(5) })).toEqual(['late', 'long']);
        expect(find({ from: at(4), to: at(20) })).toEqual(['long', 'early']);
        expect(find({ to: at(1) })).toEqual(['early']);
        expect(find({ open: true })).toEqual(['long']);
        expect(find({ open: false })).toEqual(['late', 'early']);
        expect(find({ service: 'shop-0' })).toEqual(['late', 'early']);
        expect(find({ seriesId: series[1].id })).toEqual(['long']);
        expect(find({ entityId: series[3].entityId })).toEqual(['late']);
        expect(find({ problemId: 'problem-shop-0', from: at(6) })).toEqual(['late']);
        expect(find({}, 'other')).toEqual(['foreign']);
      })
    );

    it(
      'finds problems in the same ways',
      withStore(create, async ({ writer, settled }) => {
        const first = exampleProblem(series[0], at(0), { end: at(9) });
        const second = exampleProblem(series[1], at(3));
        writer().putProblems([first, second]);
        writer().putAnomalies([exampleAnomaly(series[1], at(3))]);
        const store = await settled();
        const find = (filter: SpanFilter): string[] =>
          store.problems('default', filter, { limit: 100 }).rows.map(({ id }) => id);
        expect(find({})).toEqual([second.id, first.id]);
        expect(find({ from: at(9) })).toEqual([second.id]);
        expect(find({ open: false })).toEqual([first.id]);
        expect(find({ seriesId: series[1].id })).toEqual([second.id]);
        expect(find({ problemId: first.id })).toEqual([first.id]);
        expect(find({ entityId: series[1].entityId, service: 'shop-1' })).toEqual([second.id]);
        expect(everyRow(1, (page) => store.problems('default', {}, page)).pages).toBe(2);
      })
    );

    it(
      'keeps the newest revision, also when a restart writes older ones again',
      withStore(create, async ({ writer, settled }) => {
        const opened = exampleAnomaly(series[0], at(0));
        const closed = { ...opened, revision: 3, end: at(8), description: 'over' };
        writer().putAnomalies([opened]);
        writer().putProblems([exampleProblem(series[0], at(0), { revision: 2, end: at(8) })]);
        await settled();
        writer().putAnomalies([closed]);
        await settled();
        writer().putAnomalies([opened]);
        writer().putProblems([exampleProblem(series[0], at(0), { revision: 1 })]);
        const store = await settled();
        expect(store.anomaly('default', opened.id)).toEqual(closed);
        expect(store.anomalies('default', { open: true }, { limit: 10 }).rows).toEqual([]);
        expect(store.problem('default', 'problem-shop-0')?.revision).toBe(2);
      })
    );
  });
}
