import type { Anomaly } from '../../aggregate/anomaly.ts';
import type { Problem } from '../../aggregate/problem.ts';
import { entityId, seriesId } from '../../core/series.ts';
import type { Entity } from '../../core/series.ts';
import type { StepBlock } from '../../core/step-block.ts';
import { newVerdictBlock } from '../../core/verdict.ts';
import type { VerdictBlock } from '../../core/verdict.ts';
import type { StoredSeries } from '../ports.ts';

/** Monday, 6 January 2025, 00:00 UTC. */
export const START = Date.UTC(2025, 0, 6);

/** Uniform in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A series of an endpoint; `ordinal` tells it from others. */
export function exampleSeries(
  ordinal: number,
  changes: { tenant?: string; step?: number; service?: string } = {}
): StoredSeries {
  const { tenant = 'default', step = 60_000, service = `shop-${String(ordinal % 3)}` } = changes;
  const route = `/items/${String(ordinal)}`;
  const entity: Entity = {
    tenant,
    kind: 'endpoint',
    environment: 'prod',
    namespace: '',
    name: service,
    method: 'GET',
    route,
  };
  const indicator = ordinal % 2 === 0 ? 'request_rate' : 'latency_p95';
  const identity = { entity, indicator, kind: 'gauge', unit: '1', attributes: { pod: 'a' }, step, version: 1 } as const;
  return { ordinal, id: seriesId(identity), entityId: entityId(entity), identity, firstStep: START + ordinal };
}

/** A closed step of the given series with verdicts, from a seed: rates, odd numbers, gaps. */
export function exampleStep(
  time: number,
  ordinals: readonly number[],
  { step = 60_000, revision = 0, seed = 0 } = {}
): { readonly block: StepBlock; readonly verdicts: VerdictBlock } {
  const count = ordinals.length;
  const random = seeded(time / 1_000 + revision * 7 + seed);
  const verdicts = newVerdictBlock(count);
  const block = {
    ...{ time, step, count, revision, series: Uint32Array.from(ordinals) },
    ...{ kind: new Uint8Array(count), weight: new Float64Array(count).fill(1), flags: new Uint8Array(count) },
    value: Float64Array.from(ordinals, (ordinal) => exampleValue(ordinal, random())),
  };
  for (let i = 0; i < count; i++) {
    const gap = Number.isNaN(block.value[i]);
    block.flags[i] = Math.floor(random() * 4);
    verdicts.status[i] = gap ? 0 : 1 + Math.floor(random() * 2);
    verdicts.score[i] = random() < 0.5 ? 0 : random();
    if (random() < 0.2) continue;
    verdicts.expected[i] = random() * 100;
    verdicts.lower[i] = -random();
    verdicts.upper[i] = random() * 1e6;
  }
  return { block, verdicts };
}

function exampleValue(ordinal: number, random: number): number {
  if (random < 0.05) return Number.NaN;
  switch (ordinal % 5) {
    case 0:
      return Math.floor(random * 1_000) / 60;
    case 1:
      return random * 1e-3;
    case 2:
      return Math.fround(random);
    case 3:
      return random < 0.5 ? 0 : -random * 1e12;
    default:
      return random < 0.1 ? Infinity : 42;
  }
}

/** An anomaly of a series; `changes` say where it differs. */
export function exampleAnomaly(series: StoredSeries, start: number, changes: Partial<Anomaly> = {}): Anomaly {
  const { tenant, name } = series.identity.entity;
  return {
    ...{
      id: `anomaly-${String(series.ordinal)}-${String(start)}`,
      tenant,
      seriesId: series.id,
      entityId: series.entityId,
    },
    ...{
      problemId: `problem-${name}`,
      service: name,
      indicator: series.identity.indicator,
      start,
      stage: 'problem-confirmed',
    },
    ...{ pattern: 'spike', direction: 'up', confidenceScore: 80, description: 'Requests — “shop” ✓', revision: 0 },
    peak: { time: start, value: 12.5, expected: Number.NaN, score: 0.9 },
    annotator: { name: 'seasonal-baseline', version: '1', type: 'algorithm' },
    symptom: { id: 's', action: 'Delay', reason: 'r', trigger: 't', plane: 'forwarding', concernScore: 40 },
    ...changes,
  };
}

/** A problem of the service of a series. */
export function exampleProblem(series: StoredSeries, start: number, changes: Partial<Problem> = {}): Problem {
  const { tenant, name } = series.identity.entity;
  return {
    ...{ id: `problem-${name}`, tenant, entityId: series.entityId, service: name, start, stage: 'problem-confirmed' },
    ...{ confidenceScore: 80, concernScore: 40, description: 'd', anomalyIds: ['a', 'b'], revision: 0 },
    annotator: { name: 'grouping', version: '1', type: 'algorithm' },
    ...changes,
  };
}
