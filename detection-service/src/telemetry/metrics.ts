import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Millis } from '../core/time.ts';
import { TotalCounter } from './total-counter.ts';

/**
 * What the shards report, as plain data that can cross threads. All fields are optional: what is absent stays as it
 * was. Totals count from the start of the shard; one that is smaller than before means that the shard was restarted.
 */
export interface MetricsUpdate {
  /** Totals. */
  readonly samplesIngested?: number;
  readonly samplesRejected?: Readonly<Record<string, number>>;
  readonly duplicates?: number;
  readonly stepsClosed?: number;
  readonly stepsRevised?: number;
  readonly verdicts?: number;
  /** States. */
  readonly logBytes?: number;
  readonly logFirstOffset?: number;
  readonly logNextOffset?: number;
  readonly pendingBytes?: number;
  readonly series?: number;
  readonly anomaliesOpen?: number;
  readonly problemsOpen?: number;
  readonly snapshotTime?: Millis;
  readonly snapshotBytes?: number;
  /** Where the watermark of each mode (`live`, `history`) stands. */
  readonly watermarks?: Readonly<Record<string, Millis>>;
  /** Of several replicas. Records that wait to be read, by what they are. */
  readonly partitionsOwned?: number;
  readonly lagRecords?: Readonly<Record<string, number>>;
  /** Anomalies that wait until all partitions have come as far. */
  readonly anomaliesHeld?: number;
  /** Messages that nobody can read; a total. */
  readonly poison?: number;
  /** From append to verdict, since the last update, in seconds. */
  readonly verdictSeconds?: readonly number[];
  /** Durations since the last update, in seconds. */
  readonly appendSeconds?: readonly number[];
}

/** One answered request. */
export interface RequestObservation {
  /** Template of the route, or `unmatched`: never the path itself, of which there are endlessly many. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

/** One request to another replica for results that it has. */
export interface ForwardedObservation {
  readonly seconds: number;
  /** `ok`, `elsewhere` (it had not what was asked for), `refused` (the token), `failed` (no answer, or none that is one). */
  readonly outcome: 'ok' | 'elsewhere' | 'refused' | 'failed';
}

/** The service's own metrics. */
export interface ServiceMetrics {
  /** Content type of `text()`. */
  readonly contentType: string;
  request(observation: RequestObservation): void;
  forwarded(observation: ForwardedObservation): void;
  apply(update: MetricsUpdate): void;
  /** Everything in the Prometheus text format. */
  text(): Promise<string>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Metrics in a registry of their own. `clock` gives the ages and lags at the time of a scrape. */
export function createServiceMetrics(clock: () => Millis, version: string): ServiceMetrics {
  const registers = [new Registry()];
  const registry = registers[0] as Registry;
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const total = (name: string, help: string, label?: string) =>
    new TotalCounter(new Counter({ name, help, registers, labelNames: label === undefined ? [] : [label] }), label);

  new Gauge({ name: 'weir_info', help: 'Always 1; its label is the version.', labelNames: ['version'], registers }).set(
    { version },
    1
  );
  const requests = new Counter({
    name: 'weir_http_requests_total',
    help: 'Requests answered.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'weir_http_request_seconds',
    help: 'Time from the head of a request to the end of its answer.',
    labelNames: ['method', 'route'],
    buckets: SECONDS,
    registers,
  });
  const forwarded = new Counter({
    name: 'weir_replica_forwarded_requests_total',
    help: 'Requests to other replicas for results that they have, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const forwardedSeconds = new Histogram({
    name: 'weir_replica_forwarded_seconds',
    help: 'Time until another replica has answered with results, or has not.',
    buckets: SECONDS,
    registers,
  });
  const appendSeconds = new Histogram({
    name: 'weir_log_append_seconds',
    help: 'Time until an entry of the log is durable.',
    buckets: SECONDS,
    registers,
  });

  const verdictSeconds = new Histogram({
    name: 'weir_time_to_verdict_seconds',
    help: 'Time from when Kafka took an entry until its verdicts were given, when nothing waited.',
    buckets: SECONDS,
    registers,
  });
  const lagRecords = new Gauge({
    name: 'weir_lag_records',
    help: 'Records in Kafka that wait to be read here, by what they are.',
    labelNames: ['of'],
    registers,
  });

  const totals = {
    samplesIngested: total('weir_samples_ingested_total', 'Points accepted.'),
    duplicates: total('weir_duplicates_total', 'Points dropped because they had come before.'),
    stepsClosed: total('weir_steps_closed_total', 'Steps closed, one a series.'),
    stepsRevised: total('weir_steps_revised_total', 'Closed steps that late points changed.'),
    verdicts: total('weir_verdicts_total', 'Verdicts given.'),
    poison: total('weir_poison_messages_total', 'Messages put aside because nobody can read them.'),
  };
  const rejected = total('weir_samples_rejected_total', 'Points refused, by reason.', 'reason');
  const states = {
    logBytes: gauge('weir_log_bytes', 'Size of the log on disk.'),
    logFirstOffset: gauge('weir_log_first_offset', 'First offset that the log still has.'),
    logNextOffset: gauge('weir_log_next_offset', 'Offset that the next entry will get.'),
    pendingBytes: gauge('weir_log_pending_bytes', 'Bytes that wait for the disk.'),
    series: gauge('weir_series', 'Series that are watched.'),
    anomaliesOpen: gauge('weir_anomalies_open', 'Anomalies that have not ended.'),
    problemsOpen: gauge('weir_problems_open', 'Problems that have not ended.'),
    partitionsOwned: gauge('weir_partitions_owned', 'Partitions of the observations that this replica owns.'),
    anomaliesHeld: gauge('weir_anomalies_held', 'Anomalies that wait until all partitions have come as far.'),
    snapshotBytes: gauge('weir_snapshot_bytes', 'Size of the newest snapshot.'),
  };

  let snapshotTime: Millis | undefined;
  const watermarks = new Map<string, Millis>();
  new Gauge({
    name: 'weir_snapshot_age_seconds',
    help: 'Time since the newest snapshot.',
    registers,
    collect() {
      if (snapshotTime !== undefined) this.set(Math.max(0, clock() - snapshotTime) / 1000);
    },
  });
  new Gauge({
    name: 'weir_watermark_lag_seconds',
    help: 'How far the watermark is behind the clock, by mode.',
    labelNames: ['mode'],
    registers,
    collect() {
      for (const [mode, time] of watermarks) this.set({ mode }, (clock() - time) / 1000);
    },
  });

  return {
    contentType: registry.contentType,
    request({ method, route, status, seconds }) {
      requests.inc({ method, route, status: String(status) });
      requestSeconds.observe({ method, route }, seconds);
    },
    forwarded({ outcome, seconds }) {
      forwarded.inc({ outcome });
      forwardedSeconds.observe(seconds);
    },
    apply(update) {
      for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key].raiseTo(update[key]);
      for (const [reason, count] of Object.entries(update.samplesRejected ?? {})) rejected.raiseTo(count, reason);
      for (const key of Object.keys(states) as (keyof typeof states)[]) {
        const value = update[key];
        if (value !== undefined) states[key].set(value);
      }
      for (const [mode, time] of Object.entries(update.watermarks ?? {})) watermarks.set(mode, time);
      for (const [of, count] of Object.entries(update.lagRecords ?? {})) lagRecords.set({ of }, count);
      for (const seconds of update.verdictSeconds ?? []) verdictSeconds.observe(seconds);
      for (const seconds of update.appendSeconds ?? []) appendSeconds.observe(seconds);
      snapshotTime = update.snapshotTime ?? snapshotTime;
    },
    text: () => registry.metrics(),
  };
}
