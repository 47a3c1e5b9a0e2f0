import Type, { type Static } from 'typebox';
import type { Subscription } from '../inventory/subscription.ts';
import { clusterSections } from './cluster-schema.ts';
import { count, duration, reference, section, size, word } from './schema-parts.ts';

/**
 * The configuration as people write it, with every default in its one place. Durations and sizes are texts with a
 * unit: `schema-parts.ts`.
 */

/** What a token may do. A scope gives only itself. */
export const SCOPES = ['ingest', 'read', 'write', 'act-as', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

const Token = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$', description: 'What to call it in logs.' }),
    tenant: Type.String({
      pattern: '^[A-Za-z0-9._-]{1,64}$',
      default: 'default',
      description: 'The tenant that it belongs to.',
    }),
    scopes: Type.Array(word(SCOPES, { description: 'What it may do; a scope gives only itself.' }), {
      minItems: 1,
      maxItems: SCOPES.length,
      uniqueItems: true,
      description: 'What it may do. A scope gives only itself.',
    }),
    secret: reference('The secret of at least 16 characters'),
  },
  { additionalProperties: false, description: 'A bearer token.' }
);

const Objective = Type.Object(
  {
    service: Type.String({ minLength: 1, maxLength: 1_024, description: '`service.name`.' }),
    environment: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1_024, description: 'Only this `deployment.environment.name`.' })
    ),
    indicator: Type.String({
      minLength: 1,
      maxLength: 1_024,
      examples: ['latency_p95', 'error_ratio', 'request_rate'],
      description: 'What is measured.',
    }),
    above: Type.Optional(Type.Number({ description: 'It should not be above this, in the unit of the series.' })),
    below: Type.Optional(Type.Number({ description: 'It should not be below this. Either this or `above`.' })),
  },
  { additionalProperties: false, description: 'What a service should keep to.' }
);

const WrittenSubscription = Type.Object(
  {
    node: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$',
      description: 'Name of the network node.',
    }),
    name: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
      description: 'Name of the subscription, one of its kind on the node.',
    }),
    address: Type.String({
      pattern: '^https?://[^\\s/?#@]{1,255}(/[^\\s?#]*)?$',
      maxLength: 1_024,
      description: 'Base URL of its RESTCONF server.',
    }),
    group: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
        description: 'Group of nodes whose credentials the collector has; `default` when not given.',
      })
    ),
    datastore: Type.Optional(
      word(['operational', 'running', 'intended', 'candidate', 'startup'], {
        description: 'Datastore that is watched; `operational` when not given.',
      })
    ),
    select: Type.String({ minLength: 1, maxLength: 2_048, description: 'What is asked for, as an XPath filter.' }),
    period: Type.Optional(duration('10s', 'How often it is sent; without it, on change.')),
    dampening: Type.Optional(duration('0s', 'Shortest time between two changes; of those on change only.')),
  },
  { additionalProperties: false, description: 'Which telemetry is asked of a node.' }
);

export const ConfigSchema = Type.Object(
  {
    listen: section('Where the service listens.', {
      host: Type.String({
        minLength: 1,
        maxLength: 255,
        default: '127.0.0.1',
        description: 'Address to bind. Without tokens only a loopback address is allowed.',
      }),
      port: Type.Integer({ minimum: 0, maximum: 65_535, default: 8_780, description: 'TCP port; 0 takes a free one.' }),
    }),
    data: Type.String({
      minLength: 1,
      maxLength: 4_096,
      default: '.weir/data',
      description: 'Directory of everything that is kept. One process at a time.',
    }),
    tokens: Type.Array(Token, {
      maxItems: 1_000,
      default: [],
      description: 'Who may speak to the service. Without any, it answers on loopback only, as tenant `default`.',
    }),
    steps: section('How long steps are.', {
      request: duration('60s', 'Step of request telemetry. Divides a day.', { minimum: '1s', maximum: '1h' }),
    }),
    lateness: duration('10s', 'How long to wait for late data before a step is closed.', { maximum: '1h' }),
    retention: section('How long things are kept.', {
      log: section('The log of what came in. The older of the two bounds rules.', {
        age: duration('72h', 'Entries older than this go.', { minimum: '1m' }),
        size: size('20GB', 'The oldest entries go when the log is larger than this.', { minimum: '64MiB' }),
      }),
      stepState: duration('24h', 'How long a closed step can still be revised by late data.', {
        minimum: '1m',
        maximum: '35d',
      }),
      steps: duration('35d', 'Settled steps, for backtests and rebuilds.', { minimum: '1h' }),
      results: duration('400d', 'Values and verdicts.', { minimum: '1h' }),
      forecasts: duration('35d', 'Forecasts as they were made.', { minimum: '1h' }),
    }),
    limits: section('Bounds on what comes from outside, each tenant.', {
      series: count(100_000, 10_000_000, 'Series; further ones are refused and counted.'),
      routes: count(
        200,
        10_000,
        'Routes of a service. When it has all of them, one without a call for a day makes room for a new one (after an hour if it was called in one step only); what finds no place counts for the service only.'
      ),
      attributes: count(64, 1_024, 'Attributes of a point.'),
      attributeBytes: size('1KiB', 'One key or value of an attribute.', { minimum: '16B', maximum: '64KiB' }),
      body: size('16MiB', 'Body of a telemetry request as sent.', { minimum: '1KiB', maximum: '64MiB' }),
      unpacked: size('64MiB', 'Body of a telemetry request after decompression.', {
        minimum: '1KiB',
        maximum: '64MiB',
      }),
      requests: count(256, 65_536, 'Requests that are answered at the same time; on top of that 503.'),
    }),
    detector: section('What judges the samples.', {
      id: Type.String({
        pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
        maxLength: 64,
        default: 'seasonal-baseline',
        description: 'Id of the detector.',
      }),
      params: Type.Unsafe<Record<string, unknown>>({
        type: 'object',
        default: {},
        description: 'Its parameters; what is not given has the default of the detector.',
      }),
    }),
    forecast: section('What is forecast, how often, and what it may cost.', {
      indicators: Type.Array(Type.String({ minLength: 1, maxLength: 1_024 }), {
        maxItems: 100,
        uniqueItems: true,
        default: ['request_rate', 'error_ratio', 'latency_p95'],
        description:
          'Indicators of services that are forecast unasked; empty for none. Any other series is forecast when somebody asks.',
      }),
      hours: duration('1h', 'How often the next 24 hours are forecast anew.', { minimum: '5m', maximum: '1d' }),
      days: duration('12h', 'How often the next 14 days are forecast anew.', { minimum: '1h', maximum: '14d' }),
      perHour: count(600, 1_000_000, 'Forecasts an hour, asked for or not; further ones wait or are refused.'),
      cpu: count(10, 100, 'Per cent of one core that forecasts made unasked may take.'),
    }),
    objectives: Type.Array(Objective, {
      maxItems: 1_000,
      default: [],
      description: 'What services should keep to: forecasts say how likely they will not.',
    }),
    subscriptions: Type.Array(WrittenSubscription, {
      maxItems: 10_000,
      default: [],
      description:
        'Which telemetry is asked of which network node (YANG-Push), for the tenant `default`; further ones can be made over the API.',
    }),
    ...clusterSections,
    snapshot: section('State on disk, so that a restart is short.', {
      interval: duration('5m', 'How often a snapshot is taken.', { minimum: '1s', maximum: '1d' }),
    }),
    log: section('What the service says of itself, as JSON on standard error.', {
      level: word(LOG_LEVELS, { default: 'info', description: 'The least important level that is written.' }),
    }),
    telemetry: section('Telemetry of the service itself; metrics are always at `/metrics`.', {
      traces: section('Spans over OTLP/HTTP; off unless there is an endpoint.', {
        endpoint: Type.Optional(
          Type.String({
            pattern: '^https?://[^\\s]+$',
            maxLength: 2_048,
            examples: ['http://127.0.0.1:4318/v1/traces'],
            description: 'Whole URL to send spans to.',
          })
        ),
      }),
    }),
  },
  {
    additionalProperties: false,
    title: 'Weir configuration',
    description: 'Configuration of the detection service (`weir.yaml`).',
  }
);

/** The configuration as people write it, after defaults. */
export type WrittenConfig = Static<typeof ConfigSchema>;

/** A token without its secret. */
export interface Token {
  readonly name: string;
  readonly tenant: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 of the secret in hex: enough to recognise it, and nothing that a log could give away. */
  readonly sha256: string;
}

type Resolved<T> = {
  readonly [K in keyof T]: T[K] extends readonly (infer E)[]
    ? readonly Resolved<E>[]
    : T[K] extends object
      ? Resolved<T[K]>
      : T[K];
};

/** A text with a unit turns into a number: milliseconds or bytes. */
type Numbers<T, K extends keyof T> = Resolved<Omit<T, K>> & { readonly [P in K]: number };

/** The configuration as the service uses it: frozen, checked, durations in milliseconds, sizes in bytes. */
export interface Config {
  readonly listen: Resolved<WrittenConfig['listen']>;
  /** Absolute path. */
  readonly data: string;
  readonly tokens: readonly Token[];
  readonly steps: Numbers<WrittenConfig['steps'], 'request'>;
  readonly lateness: number;
  readonly retention: Numbers<
    Omit<WrittenConfig['retention'], 'log'>,
    'stepState' | 'steps' | 'results' | 'forecasts'
  > & {
    readonly log: Numbers<WrittenConfig['retention']['log'], 'age' | 'size'>;
  };
  readonly limits: Numbers<WrittenConfig['limits'], 'attributeBytes' | 'body' | 'unpacked'>;
  readonly detector: Resolved<WrittenConfig['detector']>;
  readonly forecast: Numbers<WrittenConfig['forecast'], 'hours' | 'days'>;
  readonly objectives: Resolved<WrittenConfig['objectives']>;
  readonly subscriptions: readonly Subscription[];
  /** Several replicas share the work when there are brokers. Paths are absolute. */
  readonly kafka: Numbers<WrittenConfig['kafka'], 'session'>;
  /** Paths are absolute. */
  readonly storage: Resolved<WrittenConfig['storage']>;
  readonly replica: Resolved<WrittenConfig['replica']> & { readonly name: string };
  readonly snapshot: Numbers<WrittenConfig['snapshot'], 'interval'>;
  readonly log: Resolved<WrittenConfig['log']>;
  readonly telemetry: Resolved<WrittenConfig['telemetry']>;
}
