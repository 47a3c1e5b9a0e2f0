import { describe, expect, it } from 'vitest';
import type { StepBlock } from '../../core/step-block.ts';
import { DAY, HOUR, MINUTE } from '../../core/time.ts';
import { newVerdictBlock } from '../../core/verdict.ts';
import type { StoredSeries } from '../../storage/ports.ts';
import { AnomalyStage } from '../../aggregate/anomaly-stage.ts';
import type { UngroupedAnomaly } from '../../aggregate/anomaly.ts';
import { SeasonalBaseline } from './seasonal-baseline.ts';
import { burstyCalls, endpoint, MONDAY } from './simulated-series.ts';
import type { Endpoint, Incident, IncidentKind } from './simulated-series.ts';

/** Generous bounds: they notice a broken detector, not a worse one. Seeds from 200 on: never used to choose a constant. */

const INDICATORS = [
  ['request_rate', 'count', '1/s'],
  ['error_ratio', 'ratio', '1'],
  ['latency_p95', 'latency', 'ms'],
] as const;

function lookup(ordinal: number): StoredSeries {
  const [indicator, kind, unit] = INDICATORS[ordinal] as (typeof INDICATORS)[number];
  const entity = { tenant: 'default', kind: 'service', environment: '', namespace: '', name: 'simulated' } as const;
  const identity = { entity, indicator, kind, unit, attributes: {}, step: MINUTE, version: 1 };
  return { ordinal, id: indicator, entityId: 'simulated', identity, firstStep: MONDAY };
}

function blockAt(from: Endpoint, i: number, step: number): StepBlock {
  const calls = from.calls[i] as number;
  return {
    time: from.time[i] as number,
    step,
    count: 3,
    series: new Uint32Array([0, 1, 2]),
    kind: new Uint8Array([0, 1, 2]),
    value: new Float64Array([calls / (step / 1000), (from.errors[i] as number) / calls, from.latency[i] as number]),
    weight: new Float64Array([calls, calls, calls]),
    flags: new Uint8Array(3),
    revision: 0,
  };
}

/** All anomalies of an endpoint, newest revision each. */
function anomaliesOf(from: Endpoint, step: number): UngroupedAnomaly[] {
  const detector = new SeasonalBaseline({
    sensitivity: 0.5,
    firstDay: 'provisional',
    precision: 'compact',
    warmUp: 1800,
  });
  const anomalies = new AnomalyStage({ annotator: { name: 'seasonal-baseline', version: '1', type: 'algorithm' } });
  const out = newVerdictBlock(3);
  const everything = new Uint8Array(3).fill(1);
  const found = new Map<string, UngroupedAnomaly>();
  for (let i = 0; i < from.time.length; i++) {
    const block = blockAt(from, i, step);
    detector.score(block, out);
    detector.learn(block, everything);
    for (const { anomaly } of anomalies.step(block, out, lookup)) found.set(anomaly.id, anomaly);
  }
  return [...found.values()];
}

const SEEN_IN = { outage: 0, drop: 0, surge: 0, 'error-burst': 1, 'latency-step': 2, 'latency-ramp': 2 } as const;

/** In how many of `seeds` an incident of this kind is found within 20 minutes of its start. */
function found(kind: IncidentKind, at: number, seeds: readonly number[], perMinute: number): number {
  return seeds.filter((seed) => {
    const start = MONDAY + 7 * HOUR;
    const incident: Incident = { kind, start: start + at, end: start + at + 40 * MINUTE };
    const steps = (at + 90 * MINUTE) / MINUTE;
    const simulated = endpoint({ seed, start, step: MINUTE, steps, perMinute, incidents: [incident] });
    const indicator = INDICATORS[SEEN_IN[kind]][0];
    return anomaliesOf(simulated, MINUTE).some(
      (anomaly) =>
        anomaly.indicator === indicator &&
        anomaly.start >= incident.start - 5 * MINUTE &&
        anomaly.start <= incident.start + 20 * MINUTE
    );
  }).length;
}

const SEEDS = [200, 201, 202, 203, 204];

describe('on simulated endpoints', () => {
  it.each(['outage', 'error-burst', 'latency-step', 'surge'] as const)(
    'finds a %s in hour 3 of a new service',
    (kind) => {
      expect(found(kind, 3 * HOUR, SEEDS, 300)).toBeGreaterThanOrEqual(4);
    }
  );

  it.each(['outage', 'drop', 'error-burst', 'latency-step', 'surge'] as const)(
    'finds a %s on the fourth day',
    (kind) => {
      expect(found(kind, 3 * DAY + 5 * HOUR, SEEDS.slice(0, 3), 300)).toBeGreaterThanOrEqual(2);
    }
  );

  it('finds the outage of a service with five calls a minute', () => {
    expect(found('outage', 5 * HOUR, SEEDS, 5)).toBeGreaterThanOrEqual(3);
  });

  it('does not take the morning rise of new services for anomalies', () => {
    const first = [205, 206, 207, 208, 209, 210, 211, 212].flatMap((seed) => {
      const options = { seed, start: MONDAY + (seed % 24) * HOUR, step: MINUTE, steps: DAY / MINUTE };
      return anomaliesOf(endpoint({ ...options, perMinute: [2, 20, 200, 2000][seed % 4] as number }), MINUTE);
    });
    expect(first.map(({ description }) => description).slice(1)).toEqual([]);
  });

  it('is quiet on four ordinary days', () => {
    const all = [220, 221, 222].flatMap((seed) =>
      anomaliesOf(endpoint({ seed, start: MONDAY, step: MINUTE, steps: (4 * DAY) / MINUTE, perMinute: 100 }), MINUTE)
    );
    expect(all.length).toBeLessThanOrEqual(3);
  });

  it('does not rain alarms on four days of bursty traffic in hourly steps', () => {
    const alarms = [230, 231, 232, 233, 234, 235].map((seed) => {
      const calls = burstyCalls(seed, HOUR, 84, 120);
      const time = calls.map((_, i) => MONDAY + i * HOUR);
      const none = calls.map(() => Number.NaN);
      return anomaliesOf({ time, calls, errors: calls.map((count) => Math.floor(count / 50)), latency: none }, HOUR)
        .length;
    });
    expect(Math.max(...alarms)).toBeLessThanOrEqual(3);
  });
});
