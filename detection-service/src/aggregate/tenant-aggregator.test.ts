import { describe, expect, it } from 'vitest';
import { entityId } from '../core/series.ts';
import type { Entity } from '../core/series.ts';
import { MINUTE, SECOND } from '../core/time.ts';
import type { ToldAnomaly } from './anomaly.ts';
import { TenantAggregator } from './tenant-aggregator.ts';
import type { PartitionReport } from './tenant-aggregator.ts';

const START = Date.UTC(2024, 0, 1);

function told(
  service: string,
  minute: number,
  more: { revision?: number; end?: number; clock?: 'history' } = {}
): ToldAnomaly {
  const entity: Entity = { tenant: 'default', kind: 'service', environment: '', namespace: '', name: service };
  const at = START + minute * MINUTE;
  return {
    entity,
    at,
    clock: more.clock ?? 'live',
    anomaly: {
      id: `anomaly of ${service}`,
      tenant: 'default',
      seriesId: `series of ${service}`,
      entityId: entityId(entity),
      service,
      indicator: 'error_ratio',
      start: START,
      end: more.end === undefined ? undefined : START + more.end * MINUTE,
      stage: 'problem-potential',
      pattern: 'spike',
      direction: 'up',
      confidenceScore: 80,
      description: `${service} fails`,
      peak: { time: START, value: 1, expected: 0, score: 0.9 },
      annotator: { name: 'test', version: '1', type: 'algorithm' },
      symptom: { id: 's', action: 'Drop', reason: 'Unreachable', trigger: '', plane: 'forwarding', concernScore: 50 },
      revision: more.revision ?? 1,
    },
  };
}

function report(partition: number, offset: number, live: number | null, ...anomalies: ToldAnomaly[]): PartitionReport {
  return { partition, offset, live: live === null ? null : START + live * MINUTE, told: anomalies };
}

describe('the aggregator of a tenant', () => {
  it('says nothing before every partition has come as far', () => {
    const aggregator = new TenantAggregator();
    aggregator.take(report(0, 0, 1), START);
    aggregator.take(report(1, 0, 1), START);
    expect(aggregator.take(report(0, 5, 3, told('shop', 3)), START).problems).toEqual([]);
    expect(aggregator.held).toBe(1);
    const { problems, anomalies } = aggregator.take(report(1, 9, 3), START);
    expect(problems).toMatchObject([{ service: 'shop', anomalyIds: ['anomaly of shop'] }]);
    expect(anomalies).toMatchObject([{ id: 'anomaly of shop', problemId: problems[0]?.id }]);
    expect(aggregator.held).toBe(0);
  });

  it('takes what is told again only once, whoever tells it', () => {
    const aggregator = new TenantAggregator();
    expect(aggregator.take(report(0, 7, 3, told('shop', 3)), START).problems).toHaveLength(1);
    expect(aggregator.take(report(0, 6, 2), START).problems).toEqual([]);
    expect(aggregator.take(report(0, 7, 3, told('shop', 3)), START).problems).toEqual([]);
    expect(aggregator.take(report(0, 8, 4, told('shop', 4, { revision: 2, end: 4 })), START).problems).toMatchObject([
      { revision: 2, end: START + 4 * MINUTE },
    ]);
  });

  it('does not wait for a partition that has fallen silent, and takes what it tells later', () => {
    const aggregator = new TenantAggregator();
    aggregator.take(report(1, 0, 1), START);
    expect(aggregator.take(report(0, 1, 3, told('shop', 3)), START + 100 * SECOND).problems).toEqual([]);
    expect(aggregator.take(report(0, 2, 4), START + 121 * SECOND).problems).toHaveLength(1);
    expect(aggregator.take(report(1, 1, 2, told('cart', 2)), START + 200 * SECOND).problems).toHaveLength(1);
  });

  it('does not let the past wait for the present, nor the present for the past', () => {
    const aggregator = new TenantAggregator();
    const past: PartitionReport = {
      partition: 1,
      offset: 0,
      live: START + 5 * MINUTE,
      history: START - 60 * MINUTE,
      told: [],
    };
    aggregator.take(past, START);
    expect(aggregator.take(report(0, 0, 5, told('shop', 3)), START).problems).toHaveLength(1);
    const ofHistory = told('cart', -50, { clock: 'history' });
    expect(aggregator.take({ ...report(0, 1, 5, ofHistory), history: START }, START).problems).toEqual([]);
    expect(aggregator.take({ ...past, offset: 1, history: null }, START).problems).toHaveLength(1);
  });

  it('continues from a snapshot exactly', () => {
    const reports = Array.from({ length: 200 }, (_, i) => {
      const revision = Math.floor(i / 6) + 1;
      const ended = revision % 4 === 0 ? { end: revision } : {};
      return report(i % 3, i, revision - (i % 2), told(`service-${i % 6}`, revision, { revision, ...ended }));
    });
    for (const cut of [0, 1, 77, 199]) {
      const whole = new TenantAggregator();
      for (const one of reports.slice(0, cut)) whole.take(one, START);
      const saved = whole.snapshot();
      expect(JSON.parse(JSON.stringify(saved))).toEqual(saved);
      const restored = TenantAggregator.restore(JSON.parse(JSON.stringify(saved)) as typeof saved);
      const rest = (aggregator: TenantAggregator): unknown =>
        reports.slice(cut).map((one) => aggregator.take(one, START));
      expect(JSON.stringify(rest(restored))).toBe(JSON.stringify(rest(whole)));
      expect(restored.snapshot()).toEqual(whole.snapshot());
    }
    expect(() => TenantAggregator.restore({ version: 9, header: {}, columns: {} })).toThrow(/version/);
  });
});
