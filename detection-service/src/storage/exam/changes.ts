import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../core/time.ts';
import type { Create } from '../exam.ts';
import type { Change } from '../ports.ts';
import { exampleAnomaly, exampleProblem, exampleSeries, START } from './examples.ts';
import { withStore } from './with-store.ts';

const series = exampleSeries(0);
const said = (change: Change): string =>
  change.kind === 'anomaly'
    ? `${change.anomaly.id} ${change.anomaly.revision}`
    : `${change.problem.id} ${change.problem.revision}`;

/** What followers are told: what `ChangeStore` promises. */
export function examineChanges(create: Create): void {
  describe('changes', () => {
    it(
      'tells each revision once, in the order in which they were put, although a restart puts them again',
      withStore(create, async ({ writer, settled }) => {
        expect(writer().changeBounds()).toEqual({ newest: 0, dropped: 0 });
        const first = exampleAnomaly(series, START, { id: 'a', revision: 1, peak: { ...PEAK, value: Number.NaN } });
        const second = { ...first, revision: 2, end: START + MINUTE };
        const problem = { ...exampleProblem(series, START), id: 'p', revision: 1 };
        writer().putAnomalies([first]);
        writer().putProblems([problem]);
        writer().putAnomalies([second]);
        writer().putAnomalies([first]);
        writer().putProblems([problem]);
        await settled();
        writer().putAnomalies([first, second]);
        const store = await settled();
        const changes = store.changes('default', 0, 100);
        expect(changes.map(said)).toEqual(['a 1', 'p 1', 'a 2']);
        expect(changes[0]).toMatchObject({ kind: 'anomaly', anomaly: first });
        expect(store.changes('other', 0, 100)).toEqual([]);
        const [, middle, last] = changes.map(({ offset }) => offset) as [number, number, number];
        expect(store.changes('default', middle, 100).map(said)).toEqual(['a 2']);
        expect(store.changes('default', 0, 1).map(said)).toEqual(['a 1']);
        expect(store.changeBounds()).toEqual({ newest: last, dropped: 0 });
      })
    );

    it(
      'drops what is old, says up to where, and never gives an offset twice',
      withStore(create, async ({ writer, settled }) => {
        writer().putProblems([{ ...exampleProblem(series, START), id: 'p', revision: 1 }]);
        writer().dropChanges(Date.now() - MINUTE);
        const before = await settled();
        expect(before.changes('default', 0, 100)).toHaveLength(1);
        const { newest } = before.changeBounds();
        writer().dropChanges(Date.now() + MINUTE);
        const after = await settled();
        expect(after.changes('default', 0, 100)).toEqual([]);
        expect(after.changeBounds()).toEqual({ newest, dropped: newest });
        writer().putProblems([{ ...exampleProblem(series, START), id: 'p', revision: 2 }]);
        expect((await settled()).changes('default', newest, 100).map(said)).toEqual(['p 2']);
      })
    );
  });
}

const PEAK = { time: START, value: 1, expected: 0, score: 1 };
