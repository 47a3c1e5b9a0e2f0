import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import pino from 'pino';
import Schema from 'typebox/schema';
import { afterAll, expect } from 'vitest';
import { namedSchemas } from '@weir/contract';
import type { Anomaly } from '../aggregate/anomaly.ts';
import type { Problem } from '../aggregate/problem.ts';
import { loadConfig } from '../config/load.ts';
import type { Config, Scope } from '../config/schema.ts';
import { WeirError } from '../core/errors.ts';
import { entityId, seriesId, type Entity, type SeriesIdentity } from '../core/series.ts';
import { uuid5 } from '../core/uuid.ts';
import { UNCOVERED, type StepBlock } from '../core/step-block.ts';
import { NO_DATA, SCORED, WARMING_UP, newVerdictBlock, type VerdictBlock } from '../core/verdict.ts';
import { MemoryForecasts } from '../forecasting/memory-forecasts.ts';
import { RatingBook } from '../ratings/rating-book.ts';
import { R1 } from '../ratings/rubric.ts';
import { MemoryRecords } from '../records/memory-records.ts';
import type { Storage, StoredSeries } from '../storage/ports.ts';
import { storages } from '../storage/registry.ts';
import { createServiceMetrics } from '../telemetry/metrics.ts';
import type { HttpDependencies, SourceState } from './dependencies.ts';
import { ratingSources } from './rating-sources.ts';
import { buildServer } from './server.ts';

/** What the tests of this folder share: a small story in a store, a server over it, answers held to the contract. */

export const START = Date.UTC(2026, 10, 17, 14, 0);
export const STEP = 60_000;
/** Steps 10 to 19 are anomalous, 30 has no data, 40 to 44 are missing. */
export const STEPS = 100;

export const SERVICE: Entity = {
  tenant: 'default',
  kind: 'service',
  environment: 'prod',
  namespace: 'shop',
  name: 'payments',
};
export const ENDPOINT: Entity = { ...SERVICE, kind: 'endpoint', method: 'POST', route: '/payments/{id}' };
const FOREIGN: Entity = { ...SERVICE, tenant: 'other', name: 'secrets' };

function stored(ordinal: number, entity: Entity, indicator: string, kind: SeriesIdentity['kind']): StoredSeries {
  const identity: SeriesIdentity = { entity, indicator, kind, unit: '1', attributes: {}, step: STEP, version: 1 };
  return { ordinal, id: seriesId(identity), entityId: entityId(entity), identity, firstStep: START };
}

export const ERRORS = stored(0, SERVICE, 'error_ratio', 'ratio');
export const RATE = stored(1, SERVICE, 'request_rate', 'count');
export const ROUTE_ERRORS = stored(2, ENDPOINT, 'error_ratio', 'ratio');
export const FOREIGN_SERIES = stored(3, FOREIGN, 'error_ratio', 'ratio');

export const PROBLEM_ID = uuid5('problem', 1);
export const anomalyId = (i: number): string => uuid5('anomaly', i);

function anomaly(i: number, tenant = 'default'): Anomaly {
  const start = START + i * STEP;
  return {
    id: anomalyId(i),
    tenant,
    seriesId: ERRORS.id,
    entityId: ERRORS.entityId,
    problemId: PROBLEM_ID,
    service: 'payments',
    indicator: 'error_ratio',
    start,
    end: i === 2 ? undefined : start + STEP,
    stage: 'problem-potential',
    pattern: 'mean-shift',
    direction: 'up',
    confidenceScore: 97,
    description: 'payments fails 38 % of calls.',
    peak: { time: start, value: i === 2 ? Number.NaN : 0.38, expected: 0.0004, score: 0.97 },
    annotator: { name: 'seasonal-baseline', version: '1', type: 'algorithm' },
    symptom: { id: 's', action: 'Drop', reason: '5xx', trigger: 'unknown', plane: 'forwarding', concernScore: 86 },
    revision: 1,
  };
}

const problem: Problem = {
  id: PROBLEM_ID,
  tenant: 'default',
  entityId: ERRORS.entityId,
  service: 'payments',
  start: START,
  stage: 'problem-potential',
  confidenceScore: 97,
  concernScore: 86,
  description: 'payments fails.',
  anomalyIds: [anomalyId(0), anomalyId(1), anomalyId(2)],
  annotator: { name: 'seasonal-baseline', version: '1', type: 'algorithm' },
  revision: 1,
};

/** What the detector says of a step of the story. */
function verdictsOf(i: number): VerdictBlock {
  const verdicts = newVerdictBlock(4);
  const judged = i < 5 ? WARMING_UP : SCORED;
  verdicts.status.fill(i === 30 ? NO_DATA : judged);
  verdicts.score.fill(isAnomalous(i) ? 0.9 : 0.1);
  if (i === 15) verdicts.score.fill(0.95);
  verdicts.expected.fill(0.1);
  verdicts.lower.fill(0);
  verdicts.upper.fill(0.3);
  return verdicts;
}

/** A step of the story. */
function blockOf(i: number): StepBlock {
  const value = isAnomalous(i) ? 0.38 : 0.001 * i;
  return {
    time: START + i * STEP,
    step: STEP,
    count: 4,
    series: Uint32Array.of(0, 1, 2, 3),
    kind: Uint8Array.of(1, 0, 1, 1),
    value: new Float64Array(4).fill(i === 30 ? Number.NaN : value),
    weight: new Float64Array(4).fill(100),
    flags: new Uint8Array(4).fill(i === 30 ? UNCOVERED : 0),
    revision: 0,
  };
}

const isAnomalous = (i: number): boolean => i >= 10 && i < 20;
const isMissing = (i: number): boolean => i >= 40 && i < 45;

/** Fills a store with the story. */
export function seed(storage: Storage): void {
  storage.addSeries([ERRORS, RATE, ROUTE_ERRORS, FOREIGN_SERIES]);
  for (let i = 0; i < STEPS; i++) if (!isMissing(i)) storage.write(blockOf(i), verdictsOf(i));
  storage.putProblems([problem]);
  storage.putAnomalies([anomaly(0), anomaly(1), anomaly(2)]);
  storage.sync();
}

/** A configuration with tokens, by name of the token and its scopes; the secret of `name` is `secretOf(name)`. */
export function configWith(
  tokens: Readonly<Record<string, readonly Scope[]>>,
  tenants: Readonly<Record<string, string>> = {}
): Config {
  return {
    ...loadConfig({ env: {} }),
    tokens: Object.entries(tokens).map(([name, scopes]) => ({
      name,
      tenant: tenants[name] ?? 'default',
      scopes,
      sha256: createHash('sha256').update(secretOf(name)).digest('hex'),
    })),
  };
}
export const secretOf = (name: string): string => `the-secret-of-${name}`;
export const bearer = (name: string): Record<string, string> => ({ authorization: `Bearer ${secretOf(name)}` });

/** A server over a store; `overrides` replace any part of what it stands on. */
export function serverOver(storage: Storage, overrides: Partial<HttpDependencies> = {}): FastifyInstance {
  const records = overrides.records ?? new MemoryRecords();
  const now = (): number => START + STEPS * STEP;
  const { results = storage, sources = (): Promise<readonly SourceState[]> => Promise.resolve([]) } = overrides;
  const parts = { catalogue: storage, results, anomalies: storage, records, objectives: [], sources, now };
  return buildServer({
    config: loadConfig({ env: {} }),
    version: '1.2.3',
    ingest: () => Promise.resolve({ accepted: 1, duplicates: 0, rejected: new Map() }),
    catalogue: storage,
    results,
    anomalies: storage,
    changes: storage,
    forecasts: Object.assign(new MemoryForecasts(), {
      want: () => Promise.reject(new WeirError('unavailable', 'No forecasts are made here.')),
    }),
    learning: () => ({ samples: 30, span: 0 }),
    records,
    ratings: new RatingBook(ratingSources(parts), R1, () => Promise.resolve()),
    now,
    sources,
    readiness: () => Promise.resolve([{ name: 'log', ready: true }]),
    metrics: createServiceMetrics(() => START, '1.2.3'),
    logger: pino({ level: 'silent' }),
    ...overrides,
  });
}

const [embedded] = storages;

/** A store in a directory of its own, for the tests of one file; both go when these are over. */
export function scratchStorage(): Storage {
  const directory = mkdtempSync(path.join(tmpdir(), 'weir-http-'));
  const storage = embedded.open(directory);
  afterAll(() => {
    storage.close();
    rmSync(directory, { recursive: true });
  });
  return storage;
}

/** The story in a store and a server over it, for the tests of one file. */
export function servedStory(): { readonly app: FastifyInstance; readonly storage: Storage } {
  const storage = scratchStorage();
  seed(storage);
  const app = serverOver(storage);
  afterAll(() => app.close());
  return { app, storage };
}

const definitions = Object.fromEntries(namedSchemas.map((schema) => [`${schema.$id}#`, schema]));

/** The body of a response, which must fit the named schema of the contract. */
export function bodyOf<T>(response: LightMyRequestResponse, name: (typeof namedSchemas)[number]['$id']): T {
  const body = response.json<T>();
  const schema = definitions[`${name}#`];
  if (schema === undefined) throw new Error(`no schema ${name}`);
  const [, errors] = Schema.Compile(definitions, schema).Errors(body);
  expect(errors).toEqual([]);
  return body;
}

/** What an error says. */
export interface ErrorSeen {
  readonly code: string;
  readonly message: string;
  readonly details: readonly { readonly path: string; readonly expected: string; readonly found: string }[];
}

/** Sends a request that must be refused with `status` and a body of the contract. */
export async function refused(app: FastifyInstance, status: number, request: InjectOptions): Promise<ErrorSeen> {
  const response = await app.inject(request);
  expect([response.statusCode, response.body]).toEqual([status, response.body]);
  expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
  return bodyOf<ErrorSeen>(response, 'ErrorBody');
}
