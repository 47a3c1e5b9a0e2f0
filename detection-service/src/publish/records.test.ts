import { describe, expect, it } from 'vitest';
import type { Anomaly } from '../aggregate/anomaly.ts';
import type { Problem } from '../aggregate/problem.ts';
import type { StepBlock } from '../core/step-block.ts';
import { newVerdictBlock, NO_DATA, SCORED } from '../core/verdict.ts';
import type { StoredSeries } from '../storage/ports.ts';
import { scoreRecords } from './score-record.ts';
import { stateRecords } from './state-record.ts';

describe('records of states', () => {
  it('tell each change of a problem, and each anomaly once with the last change of its problem', () => {
    const problem = (id: string, revision: number) => ({ id, revision }) as Problem;
    const anomaly = (id: string, problemId: string) => ({ id, problemId }) as Anomaly;
    const records = stateRecords({
      problems: [problem('p', 1), problem('q', 1), problem('p', 2)],
      anomalies: [anomaly('a', 'p'), anomaly('b', 'q'), anomaly('c', 'p')],
    });
    expect(records.map(({ key }) => key)).toEqual(['p', 'q', 'p']);
    expect(records.map(({ value }) => JSON.parse(value.toString('utf8')) as unknown)).toEqual([
      { version: 1, problem: { id: 'p', revision: 1 }, anomalies: [] },
      { version: 1, problem: { id: 'q', revision: 1 }, anomalies: [{ id: 'b', problemId: 'q' }] },
      { version: 1, problem: { id: 'p', revision: 2 }, anomalies: [anomaly('a', 'p'), anomaly('c', 'p')] },
    ]);
  });
});

describe('records of scores', () => {
  const count = 7_000;
  const verdicts = newVerdictBlock(count);
  verdicts.status.fill(SCORED);
  verdicts.status[0] = NO_DATA;
  verdicts.score.fill(0.1);
  verdicts.score[5] = 0.75;
  const block: StepBlock = {
    ...{ time: 60_000, step: 60_000, count, revision: 2 },
    series: Uint32Array.from({ length: count }, (_, i) => i),
    kind: new Uint8Array(count),
    value: Float64Array.from({ length: count }, (_, i) => i / 2),
    weight: new Float64Array(count),
    flags: new Uint8Array(count),
  };
  const lookup = (ordinal: number) =>
    ({ id: `series ${ordinal}`, identity: { entity: { tenant: 'default' } } }) as StoredSeries;
  const told = (extent: 'all' | 'anomalous' | 'none') =>
    scoreRecords(block, verdicts, extent, lookup).map(
      (value) => JSON.parse(value.toString('utf8')) as Record<string, unknown[]>
    );

  it('tell what is out of the ordinary, unless all is wanted or nothing', () => {
    expect(told('anomalous')).toMatchObject([
      {
        version: 1,
        tenant: 'default',
        time: 60_000,
        step: 60_000,
        revision: 2,
        series: ['series 5'],
        value: [2.5],
        score: [0.75],
      },
    ]);
    expect(told('none')).toEqual([]);
    const all = told('all');
    expect(all.map(({ series }) => series?.length)).toEqual([3_000, 3_000, 999]);
    expect(all[2]?.['series']?.at(-1)).toBe('series 6999');
  });
});
