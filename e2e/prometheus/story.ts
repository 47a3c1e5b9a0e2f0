import {
  entityId,
  seriesId,
  type Entity,
  type SeriesIdentity,
  type SeriesKind,
} from '@weir/detection-service/core/series.ts';
import { UNCOVERED, type StepBlock } from '@weir/detection-service/core/step-block.ts';
import { MINUTE, SECOND, type Millis } from '@weir/detection-service/core/time.ts';
import { NO_DATA, SCORED, WARMING_UP, newVerdictBlock } from '@weir/detection-service/core/verdict.ts';
import { openEmbeddedStorage } from '@weir/detection-service/storage/embedded/embedded-storage.ts';
import type { StoredSeries } from '@weir/detection-service/storage/ports.ts';
import type { WrittenSeries } from '../support/remote-write.ts';

/**
 * Three hours of nine series, for two stores: as steps with verdicts for Weir, as samples for Prometheus. The samples
 * are made here from what docs/prometheus.md says of them, not by the code that is tested.
 */

export const START = Date.UTC(2026, 0, 5, 8);
export const LENGTH = 180 * MINUTE;
/** Until here nothing is scored. */
const WARM_UP = 20 * MINUTE;

interface Chapter {
  readonly series: StoredSeries;
  readonly labels: Readonly<Record<string, string>>;
  /** The value of the step that begins so long after the start; NaN is a gap, `undefined` a step that nobody judged. */
  readonly value: (at: Millis) => number | undefined;
}

const payments: Entity = {
  tenant: 'default',
  kind: 'service',
  environment: 'prod',
  namespace: 'shop',
  name: 'payments',
};
const orders: Entity = { tenant: 'default', kind: 'service', environment: 'prod', namespace: '', name: 'orders' };
const post: Entity = { ...payments, kind: 'endpoint', method: 'POST', route: '/payments/{id}' };
const get: Entity = { ...payments, kind: 'endpoint', method: 'GET', route: '/payments' };

const within = (at: Millis, from: number, to: number): boolean => at >= from * MINUTE && at < to * MINUTE;
/** Nearly noise, the same every time; numbers that a 64-bit float has no short form for. */
const wobble = (at: Millis, seed: number): number => Math.abs(Math.sin(at / 7_919 + seed) * 43_758.5453) % 1;

const chapters: readonly Chapter[] = [
  chapter(0, payments, 'request_rate', 'count', '1/s', (at) =>
    within(at, 60, 65) ? Number.NaN : 20 + 5 * Math.sin(at / (20 * MINUTE)) + wobble(at, 1)
  ),
  chapter(1, payments, 'error_ratio', 'ratio', '1', (at) => (within(at, 90, 100) ? undefined : wobble(at, 2) / 10)),
  chapter(2, post, 'request_rate', 'count', '1/s', (at) => 7 * wobble(at, 3)),
  chapter(3, get, 'request_rate', 'count', '1/s', (at) => (within(at, 120, 180) ? undefined : 3 * wobble(at, 4))),
  chapter(4, orders, 'request_rate', 'count', '1/s', (at) => (within(at, 0, 40) ? undefined : 11 + wobble(at, 5))),
  chapter(5, orders, 'error_ratio', 'ratio', '1', () => 0),
  chapter(6, orders, 'queue.depth', 'gauge', '{job}', (at) => Math.round(20 * wobble(at, 6)) - 8, 10 * SECOND, {
    'queue.name': 'mail',
  }),
  chapter(7, orders, 'queue.depth', 'gauge', '{job}', (at) => Math.floor(at / (7 * MINUTE)) % 3, 10 * SECOND, {
    'queue.name': 'print',
    '1st': 'yes',
  }),
  chapter(8, orders, 'jobs.total', 'gauge', '{job}', (at) => (at / SECOND) % 3_000),
];

function chapter(
  ordinal: number,
  entity: Entity,
  indicator: string,
  kind: SeriesKind,
  unit: string,
  value: Chapter['value'],
  step: Millis = MINUTE,
  attributes: Readonly<Record<string, string>> = {}
): Chapter {
  const identity: SeriesIdentity = { entity, indicator, kind, unit, attributes, step, version: 1 };
  const series = { ordinal, id: seriesId(identity), entityId: entityId(entity), identity, firstStep: START };
  const labels: Record<string, string> = {
    service: entity.name,
    namespace: entity.namespace,
    environment: entity.environment,
    kind: entity.kind,
    indicator,
    unit,
    series_id: series.id,
    ...(entity.method === undefined ? {} : { method: entity.method }),
    ...(entity.route === undefined ? {} : { route: entity.route }),
    ...('queue.name' in attributes ? { queue_name: attributes['queue.name'] } : {}),
    ...('1st' in attributes ? { key_1st: attributes['1st'] } : {}),
  };
  return { series, labels, value };
}

/** What the detector is made to have said of a step; numbers that a 32-bit float can be written as. */
function verdictOf(
  { series: { ordinal } }: Chapter,
  at: Millis,
  value: number
): { score: number; expected: number; lower: number; upper: number } {
  const warm = at >= WARM_UP;
  const expected = Math.round(100 * wobble(at, 20 + ordinal)) / 8;
  return {
    score: warm && !Number.isNaN(value) ? Math.round(100_000 * wobble(at, 40 + ordinal)) / 100_000 : Number.NaN,
    expected: warm ? expected : Number.NaN,
    lower: warm ? expected - 1.5 : Number.NaN,
    upper: warm ? expected + 2.25 : Number.NaN,
  };
}

/** Writes the story into the folder of results of a service that is not running. */
export function tellWeir(results: string): void {
  const storage = openEmbeddedStorage(results);
  storage.addSeries(chapters.map(({ series }) => series));
  for (let at = 0; at < LENGTH; at += 10 * SECOND) {
    for (const step of [MINUTE, 10 * SECOND]) {
      if (at % step !== 0) continue;
      const told = chapters.flatMap((one) => {
        const { ordinal, identity } = one.series;
        const sample = identity.step === step ? one.value(at) : undefined;
        return sample === undefined ? [] : [{ ordinal, sample, ...verdictOf(one, at, sample) }];
      });
      const block: StepBlock = {
        time: START + at,
        step,
        count: told.length,
        series: Uint32Array.from(told, ({ ordinal }) => ordinal),
        kind: new Uint8Array(told.length),
        value: Float64Array.from(told, ({ sample }) => sample),
        weight: new Float64Array(told.length).fill(1),
        flags: Uint8Array.from(told, ({ sample }) => (Number.isNaN(sample) ? UNCOVERED : 0)),
        revision: 0,
      };
      const verdicts = newVerdictBlock(told.length);
      told.forEach(({ sample, score, expected, lower, upper }, i) => {
        verdicts.status[i] = Number.isNaN(sample) ? NO_DATA : Number.isNaN(score) ? WARMING_UP : SCORED;
        verdicts.score[i] = Number.isNaN(score) ? 0 : score;
        verdicts.expected[i] = expected;
        verdicts.lower[i] = lower;
        verdicts.upper[i] = upper;
      });
      storage.write(block, verdicts);
    }
  }
  storage.sync();
  storage.close();
}

/** The story as samples, a part of the time at a time: a new Prometheus takes only what is about as new as the newest. */
export function* samplesForPrometheus(): Generator<WrittenSeries[], void> {
  const part = 15 * MINUTE;
  for (let from = 0; from < LENGTH; from += part) yield chapters.flatMap((one) => written(one, from, from + part));
}

function written(one: Chapter, from: Millis, to: Millis): WrittenSeries[] {
  const { step } = one.series.identity;
  const columns = [
    { __name__: 'weir_sample' },
    { __name__: 'weir_anomaly_score' },
    { __name__: 'weir_expected', bound: 'expected' },
    { __name__: 'weir_expected', bound: 'lower' },
    { __name__: 'weir_expected', bound: 'upper' },
  ].map((own) => ({ labels: nonEmpty({ ...one.labels, ...own }), samples: [] as [number, number][] }));
  for (let at = from; at < to; at += step) {
    const sample = one.value(at);
    if (sample === undefined) continue;
    const { score, expected, lower, upper } = verdictOf(one, at, sample);
    const end = START + at + step;
    [sample, score, expected, lower, upper].forEach((number, i) => columns[i]?.samples.push([end, number]));
  }
  return columns.filter(({ samples }) => samples.length > 0);
}

function nonEmpty(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}
