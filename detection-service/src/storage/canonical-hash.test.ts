import { describe, expect, it } from 'vitest';
import { DAY } from '../core/time.ts';
import { canonicalHash } from './canonical-hash.ts';
import { exampleAnomaly, exampleProblem, exampleSeries, exampleStep, START } from './exam/examples.ts';
import { MemoryStorage } from './memory/memory-storage.ts';

const SPAN = { from: START, to: START + DAY };
const series = [1, 2].map((ordinal) => exampleSeries(ordinal));

/** A store with one step, an anomaly and a problem; `change` may make it another one. */
function storeWith(change: (step: ReturnType<typeof exampleStep>) => void = () => {}, revision = 0): MemoryStorage {
  const store = new MemoryStorage();
  const step = exampleStep(START, [1, 2]);
  step.block.value[0] = 0.5;
  change(step);
  store.addSeries(series);
  store.write({ ...step.block, revision }, step.verdicts);
  for (const one of series) store.putAnomalies([exampleAnomaly(one, START, { revision })]);
  for (const one of series) store.putProblems([exampleProblem(one, START, { revision })]);
  return store;
}

function hashOf(store: MemoryStorage): string {
  return canonicalHash(store, 'default', SPAN).hash;
}

describe('canonicalHash', () => {
  const reference = hashOf(storeWith());

  it('counts what it covers', () => {
    const { hash, ...counts } = canonicalHash(storeWith(), 'default', SPAN);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(counts).toEqual({ samples: 2, anomalies: 2, problems: 2 });
    expect(canonicalHash(storeWith(), 'other', SPAN)).toMatchObject({ samples: 0, anomalies: 0, problems: 0 });
  });

  it('is the same whatever the order of writing and the number of revisions', () => {
    const store = new MemoryStorage();
    const [first, second] = series as [(typeof series)[0], (typeof series)[0]];
    store.putAnomalies([exampleAnomaly(second, START), exampleAnomaly(first, START)]);
    store.putProblems([exampleProblem(second, START), exampleProblem(first, START)]);
    const step = exampleStep(START, [1, 2]);
    step.block.value[0] = 0.5;
    store.write(step.block, step.verdicts);
    store.addSeries([second, first]);
    expect(hashOf(store)).toBe(reference);
    expect(hashOf(storeWith(() => {}, 5))).toBe(reference);
  });

  it.each<[string, (step: ReturnType<typeof exampleStep>) => void]>([
    ['the last bit of a value', ({ block }) => (block.value[0] = 0.5 + Number.EPSILON / 2)],
    ['the sign of zero', ({ verdicts }) => (verdicts.score[1] = -0)],
    ['a bound', ({ verdicts }) => (verdicts.upper[0] = 1)],
    ['a status', ({ verdicts }) => (verdicts.status[0] = 7)],
    ['a flag', ({ block }) => (block.flags[0] = 9)],
  ])('sees %s', (_, change) => {
    expect(hashOf(storeWith(change))).not.toBe(reference);
  });

  it('sees every field of an anomaly', () => {
    const store = storeWith();
    store.putAnomalies([exampleAnomaly(series[0] as (typeof series)[0], START, { confidenceScore: 81 })]);
    expect(hashOf(store)).not.toBe(reference);
  });
});
