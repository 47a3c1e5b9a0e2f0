import { describe, expect, it } from 'vitest';
import { entityId, SERIES_KINDS, seriesId } from '../core/series.ts';
import type { Entity, SeriesIdentity, SeriesKind } from '../core/series.ts';
import type { StageState } from '../core/state.ts';
import type { StepBlock } from '../core/step-block.ts';
import { MINUTE } from '../core/time.ts';
import { newVerdictBlock, NO_DATA, SCORED } from '../core/verdict.ts';
import type { VerdictBlock } from '../core/verdict.ts';
import type { StoredSeries } from '../storage/ports.ts';
import type { ToldAnomaly } from './anomaly.ts';
import { AnomalyStage } from './anomaly-stage.ts';
import { Grouping } from './grouping.ts';
import type { Grouped } from './grouping.ts';

const START = Date.UTC(2024, 0, 1);
const ANNOTATOR = { name: 'seasonal-baseline', version: '1', type: 'algorithm' } as const;
const CHECKOUT: Entity = { tenant: 'default', kind: 'service', environment: '', namespace: '', name: 'checkout' };
const ORDERS: Entity = { ...CHECKOUT, kind: 'endpoint', method: 'POST', route: '/orders' };
const CART: Entity = { ...CHECKOUT, kind: 'endpoint', method: 'GET', route: '/cart' };

function stored(ordinal: number, entity: Entity, indicator: string, kind: SeriesKind, unit: string): StoredSeries {
  const identity: SeriesIdentity = { entity, indicator, kind, unit, attributes: {}, step: MINUTE, version: 1 };
  return { ordinal, id: seriesId(identity), entityId: entityId(entity), identity, firstStep: START };
}

const SERIES = [
  stored(0, CHECKOUT, 'request_rate', 'count', '1/s'),
  stored(1, ORDERS, 'error_ratio', 'ratio', '1'),
  stored(2, CART, 'latency_p95', 'latency', 'ms'),
];
const lookup = (ordinal: number): StoredSeries => SERIES[ordinal] as StoredSeries;

/** What a series shows in one step: value and score around an expected 10 with the band 5..20; `undefined` is a gap. */
type Shown = readonly [value: number, score: number] | undefined;
const CALM: Shown = [10, 0.1];

function step(at: number, shown: readonly Shown[], revision = 0): [StepBlock, VerdictBlock] {
  const verdicts = newVerdictBlock(shown.length);
  shown.forEach((row, i) => {
    verdicts.status[i] = row === undefined ? NO_DATA : SCORED;
    if (row === undefined) return;
    verdicts.score[i] = row[1];
    verdicts.direction[i] = Math.sign(row[0] - 10);
    verdicts.expected[i] = 10;
    verdicts.lower[i] = 5;
    verdicts.upper[i] = 20;
  });
  const block: StepBlock = {
    time: START + at * MINUTE,
    step: MINUTE,
    count: shown.length,
    series: Uint32Array.from(shown, (_, i) => i),
    kind: Uint8Array.from(shown, (_, i) => SERIES_KINDS.indexOf(lookup(i).identity.kind)),
    value: Float64Array.from(shown, (row) => row?.[0] ?? Number.NaN),
    weight: new Float64Array(shown.length).fill(100),
    flags: new Uint8Array(shown.length),
    revision,
  };
  return [block, verdicts];
}

const live = (told: readonly Omit<ToldAnomaly, 'clock'>[]): ToldAnomaly[] =>
  told.map((one) => ({ ...one, clock: 'live' }));

/** Both stages, one behind the other. */
class Both {
  readonly stage: AnomalyStage;
  readonly grouping: Grouping;

  constructor(stage = new AnomalyStage({ annotator: ANNOTATOR }), grouping = new Grouping()) {
    this.stage = stage;
    this.grouping = grouping;
  }

  step(block: StepBlock, verdicts: VerdictBlock, look: (ordinal: number) => StoredSeries): Grouped {
    return this.grouping.group(live(this.stage.step(block, verdicts, look)));
  }

  snapshot(): { readonly stage: StageState; readonly grouping: StageState } {
    return { stage: this.stage.snapshot(), grouping: this.grouping.snapshot() };
  }
}

/** Plays one row per step from step 0 on; what changed, by step. */
function play(aggregate: Both, rows: readonly (readonly Shown[])[], from = 0): Map<number, Grouped> {
  const changes = new Map<number, Grouped>();
  rows.forEach((shown, i) => {
    const [block, verdicts] = step(from + i, shown);
    const changed = aggregate.step(block, verdicts, lookup);
    if (changed.anomalies.length + changed.problems.length > 0) changes.set(from + i, changed);
  });
  return changes;
}

const fresh = (): Both => new Both();
const times = <T>(count: number, row: T): T[] => new Array<T>(count).fill(row);
const OUTAGE: Shown = [0, 0.8];
const minute = (time: number | undefined): number | undefined =>
  time === undefined ? undefined : (time - START) / MINUTE;

describe('an anomaly', () => {
  it('starts where the samples left the band, is told when it opens and when it closes, and ends with its last step', () => {
    const rows = [CALM, CALM, [0, 0], [0, 0], OUTAGE, OUTAGE, OUTAGE, ...times(40, CALM)].map((row) => [row as Shown]);
    const changes = play(fresh(), rows);
    expect([...changes.keys()]).toEqual([4, 36]);
    const [opened, closed] = [...changes.values()].map(({ anomalies }) => anomalies[0]);
    expect(opened).toMatchObject({
      revision: 1,
      direction: 'down',
      pattern: 'drop',
      end: undefined,
      indicator: 'request_rate',
    });
    expect(minute(opened?.start)).toBe(2);
    expect(opened?.description).toBe('checkout gets no calls, expected 10/s (5–20)');
    expect(opened?.symptom).toMatchObject({ action: 'Missing', reason: 'Drop', plane: 'forwarding', concernScore: 95 });
    expect(opened?.annotator).toEqual(ANNOTATOR);
    expect(closed).toMatchObject({ id: opened?.id, problemId: opened?.problemId, revision: 2 });
    expect(minute(closed?.end)).toBe(7);
    expect(closed?.confidenceScore).toBeGreaterThan(opened?.confidenceScore as number);
  });

  it('holds above the lower threshold and while gaps are short, and closes in a long gap', () => {
    const hold: Shown = [4, 0.4];
    const gaps = play(
      fresh(),
      [OUTAGE, ...times(10, hold), ...times(29, undefined), OUTAGE, ...times(40, undefined)].map((r) => [r])
    );
    expect([...gaps.keys()]).toEqual([0, 70]);
    expect(minute(gaps.get(70)?.anomalies[0]?.end)).toBe(41);
    expect([
      ...play(
        fresh(),
        [OUTAGE, ...times(40, [4, 0.37] as Shown)].map((r) => [r])
      ).keys(),
    ]).toEqual([0, 30]);
  });

  it('ends where the samples became ordinary, however long its score takes to fade', () => {
    const fading: Shown[] = [[9, 0.9], ...times(12, [10, 0.6] as Shown), ...times(40, CALM)];
    const rows = [...times(5, OUTAGE), ...fading].map((row) => [row]);
    const changes = [...play(fresh(), rows).values()].map(({ anomalies, problems }) => ({
      anomaly: anomalies[0],
      problem: problems[0],
    }));
    const closed = changes.at(-1);
    expect(minute(closed?.anomaly?.end)).toBe(5);
    expect(minute(closed?.problem?.end)).toBe(5);
  });

  it('does not go on because of noise after it is over, but does when the band is left again', () => {
    const noise: Shown = [7, 0.6];
    const recovered = [...times(5, OUTAGE), ...times(4, [10, 0.6] as Shown), noise, ...times(40, CALM)];
    const again = [...times(5, OUTAGE), ...times(4, [10, 0.6] as Shown), OUTAGE, OUTAGE, noise, ...times(40, CALM)];
    const once = [...times(5, OUTAGE), ...times(4, [10, 0.6] as Shown), OUTAGE, ...times(40, CALM)];
    const end = (rows: readonly Shown[]): number | undefined =>
      minute(
        [
          ...play(
            fresh(),
            rows.map((row) => [row])
          ).values(),
        ].at(-1)?.anomalies[0]?.end
      );
    expect(end(recovered)).toBe(5);
    expect(end(once)).toBe(5);
    expect(end(again)).toBe(12);
  });

  it('ends with its last step that held it open where no sample ever left the band', () => {
    const rows = [...times(5, [12, 0.6] as Shown), ...times(40, CALM)].map((row) => [row]);
    expect(minute([...play(fresh(), rows).values()].at(-1)?.anomalies[0]?.end)).toBe(5);
  });

  it('shows the sample furthest from the expected as its peak, with the score of all its steps', () => {
    const rows = [[[3, 0.5]], [[0, 0.55]], [[9, 0.95]], ...times(40, [CALM])] as Shown[][];
    const closed = [...play(fresh(), rows).values()].at(-1)?.anomalies[0];
    expect(closed?.peak).toMatchObject({ time: START + MINUTE, value: 0, score: Math.fround(0.95) });
    expect(closed?.confidenceScore).toBeGreaterThanOrEqual(95);
  });

  it('stays open at the end of a replay', () => {
    const [changed] = play(fresh(), times(20, [OUTAGE])).values();
    expect(changed?.anomalies[0]?.end).toBeUndefined();
    expect(changed?.problems[0]?.end).toBeUndefined();
  });

  it('is told again when its peak grows or it becomes a new level, not each step', () => {
    const rows = [[30, 0.5], [31, 0.52], [60, 0.7], ...times(90, [60, 0.7] as Shown)].map((row) => [row as Shown]);
    const changes = play(fresh(), rows);
    expect([...changes.keys()]).toEqual([0, 2, 59]);
    expect(changes.get(2)?.anomalies[0]).toMatchObject({ revision: 2, pattern: 'spike', peak: { value: 60 } });
    expect(changes.get(59)?.anomalies[0]).toMatchObject({ revision: 3, pattern: 'mean-shift' });
  });

  it('is a trend when the sample that opened it was within its band', () => {
    const [changed] = play(fresh(), [[CALM], [[12, 0.55]]]).values();
    expect(changed?.anomalies[0]).toMatchObject({ pattern: 'trend' });
  });

  it('never starts before the end of the one before it on the same series', () => {
    const outside: Shown = [4, 0.1];
    const changes = [
      ...play(
        fresh(),
        [OUTAGE, ...times(35, outside), OUTAGE].map((row) => [row])
      ).values(),
    ];
    const ids = changes.map(({ anomalies }) => anomalies[0]?.id);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(minute(changes[2]?.anomalies[0]?.start)).toBe(1);
  });
});

describe('revised steps', () => {
  it('neither open nor close, but may raise the peak of the anomaly that covers them', () => {
    const aggregate = fresh();
    expect(aggregate.step(...step(0, [[0, 0.9]], 1), lookup)).toEqual({ anomalies: [], problems: [] });
    play(aggregate, times(5, [[30, 0.6] as Shown]), 1);
    const raised = aggregate.step(...step(3, [[80, 0.8]], 1), lookup);
    expect(raised.anomalies[0]).toMatchObject({ revision: 2, peak: { value: 80 } });
    expect(aggregate.step(...step(500, [[10, 0]], 1), lookup).anomalies).toEqual([]);
    expect(aggregate.step(...step(501, [[10, 0]]), lookup).anomalies[0]?.end).toBe(START + 6 * MINUTE);
  });
});

describe('a problem', () => {
  it('lets the service speak for itself when an endpoint is hardly graver', () => {
    const failing: Shown = [30, 0.9];
    const changes = play(fresh(), times(12, [OUTAGE, failing, CALM]));
    const last = [...changes.values()].flatMap((changed) => changed.problems).at(-1);
    expect(last?.concernScore).toBeGreaterThan(95);
    expect(last?.description).toMatch(/^checkout gets no calls/);
  });

  it('gathers the anomalies of a service and its endpoints, leads with the gravest, closes with the last', () => {
    const slow: Shown = [30, 0.6];
    const rows = [
      [CALM, CALM, slow],
      [CALM, CALM, slow],
      [OUTAGE, CALM, slow],
      ...times(32, [CALM, CALM, slow]),
      ...times(40, [CALM, CALM, CALM]),
    ];
    const changes = play(fresh(), rows);
    const problems = [...changes.values()].flatMap((changed) => changed.problems);
    expect(new Set(problems.map(({ id }) => id)).size).toBe(1);
    expect(problems.map(({ revision }) => revision)).toEqual(problems.map((_, i) => i + 1));
    expect(problems[0]?.description).toBe(
      'GET /cart of checkout answers slower than usual: p95 30 ms, expected 10 ms (5–20); 1 endpoint affected'
    );
    expect(problems[1]).toMatchObject({ service: 'checkout', entityId: entityId(CHECKOUT), concernScore: 95 });
    expect(problems[1]?.description).toMatch(
      /^checkout gets no calls, expected .*; 2 anomalies in all, 1 endpoint affected$/
    );
    expect(problems[1]?.anomalyIds).toHaveLength(2);
    expect(problems.slice(0, -1).every(({ end }) => end === undefined)).toBe(true);
    expect(minute(problems.at(-1)?.end)).toBe(35);
  });

  it('is new when the one before has closed', () => {
    const rows = [OUTAGE, ...times(31, CALM), OUTAGE].map((row) => [row]);
    const problems = [...play(fresh(), rows).values()].flatMap((changed) => changed.problems);
    expect(problems.map(({ end }) => minute(end))).toEqual([undefined, 1, undefined]);
    expect(problems[2]?.id).not.toBe(problems[0]?.id);
    expect(problems[2]?.start).toBe(START + 32 * MINUTE);
  });
});

describe('the aggregation', () => {
  /** Eventful and reproducible. */
  const eventful = Array.from({ length: 600 }, (_, i) =>
    [0, 1, 2].map((series): Shown => {
      const noise = Math.abs(Math.sin((i + 1) * 12.9898 + series * 78.233) * 43758.5453) % 1;
      if (noise > 0.97) return undefined;
      const burst = Math.floor(i / 17 + series) % 5 === 0;
      return burst ? [10 + (series - 1) * 20 * noise - 3, 0.3 + 0.5 * noise] : [10 + noise, 0.2 * noise];
    })
  );

  it('continues from a snapshot exactly, and the snapshot is plain data', () => {
    for (const cut of [0, 150, 333, 599]) {
      const whole = fresh();
      play(whole, eventful.slice(0, cut));
      const snapshot = structuredClone(whole.snapshot());
      for (const { header } of Object.values(snapshot)) expect(JSON.parse(JSON.stringify(header))).toEqual(header);
      const rest = play(whole, eventful.slice(cut), cut);
      const restored = new Both(
        AnomalyStage.restore(snapshot.stage, { annotator: ANNOTATOR }),
        Grouping.restore(snapshot.grouping)
      );
      expect(play(restored, eventful.slice(cut), cut)).toEqual(rest);
      expect(restored.snapshot()).toEqual(whole.snapshot());
    }
    expect(play(fresh(), eventful).size).toBeGreaterThan(20);
  });

  it('gives every anomaly and problem an id of its own, rising revisions, and at most one open problem per service', () => {
    const seen = new Map<string, { revision: number; ended: boolean }>();
    let open = 0;
    for (const { anomalies, problems } of play(fresh(), eventful).values()) {
      for (const told of [...anomalies, ...problems]) {
        const before = seen.get(told.id);
        expect(before?.ended ?? false).toBe(false);
        expect(told.revision).toBe((before?.revision ?? 0) + 1);
        expect(told.end === undefined || told.end > told.start).toBe(true);
        seen.set(told.id, { revision: told.revision, ended: told.end !== undefined });
      }
      for (const problem of problems) open += problem.revision === 1 ? 1 : 0;
      for (const problem of problems) open -= problem.end === undefined ? 0 : 1;
      expect(open).toBeLessThanOrEqual(1);
    }
  });

  it('refuses a snapshot of another version', () => {
    const snapshot = fresh().snapshot();
    const other = { version: 99 };
    expect(() => AnomalyStage.restore({ ...snapshot.stage, ...other }, { annotator: ANNOTATOR })).toThrow(/version/);
    expect(() => Grouping.restore({ ...snapshot.grouping, ...other })).toThrow(/version/);
  });

  it('takes the snapshot of when both were one stage', () => {
    const whole = fresh();
    play(whole, eventful.slice(0, 150));
    const { stage, grouping } = whole.snapshot();
    const old = { version: 2, header: { problemOf: [], problems: grouping.header }, columns: stage.columns };
    const restored = new Both(AnomalyStage.restore(old, { annotator: ANNOTATOR }), Grouping.restore(old));
    expect(play(restored, eventful.slice(150), 150)).toEqual(play(whole, eventful.slice(150), 150));
  });

  it('groups what partitions told in any order as if it had come in the order of event time', () => {
    const stages = [0, 1, 2].map(() => new AnomalyStage({ annotator: ANNOTATOR }));
    const told = eventful.flatMap((shown, i) =>
      stages.flatMap((stage, series) =>
        live(
          stage.step(
            ...step(
              i,
              shown.map((row, s) => (s === series ? row : undefined))
            ),
            lookup
          )
        )
      )
    );
    const byId = (rows: readonly { readonly id: string }[]): Map<string, unknown> =>
      new Map(rows.map((row) => [row.id, row]));
    const inOrder = new Grouping().group(told);
    const apart = new Grouping().group([...told].sort((a, b) => (a.anomaly.seriesId < b.anomaly.seriesId ? -1 : 1)));
    expect(inOrder.problems.length).toBeGreaterThan(20);
    expect(byId(apart.problems)).toEqual(byId(inOrder.problems));
    expect(byId(apart.anomalies)).toEqual(byId(inOrder.anomalies));
  });

  it('asks nobody about ordinary rows', () => {
    const [block, verdicts] = step(0, [CALM, [19, 0.36], undefined]);
    const changed = fresh().step(block, verdicts, () => expect.unreachable('no series is in an anomaly'));
    expect(changed).toEqual({ anomalies: [], problems: [] });
  });
});
