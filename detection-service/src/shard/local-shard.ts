import { ALL_PARTITIONS } from '../core/partition.ts';
import { WeirError } from '../core/errors.ts';
import { DAY, type Millis } from '../core/time.ts';
import { ColumnPool } from '../ingest/column-pool.ts';
import { decodeRequest, type DecodedRequest, type RequestLimits } from '../ingest/decode-request.ts';
import type { MetricPoints } from '../ingest/metric-points.ts';
import type { LogEntry, NewEntry } from '../log/log.ts';
import type { SourceStatus } from '../preprocess/preprocess.ts';
import type { LocalShardParts } from './local-shard-parts.ts';
import { partitionsOf } from './request-partitions.ts';
import type { IngestRequest, IngestResult, Shard, ShardStatus } from './shard.ts';

/** An entry between append and apply. */
interface Waiting {
  readonly entry: NewEntry;
  readonly decoded: DecodedRequest | undefined;
  offset: number | undefined;
  readonly resolve: (result: IngestResult) => void;
}

const NOTHING: IngestResult = { accepted: 0, duplicates: 0, rejected: new Map() };
const RETENTION_INTERVAL: Millis = 60_000;
/** Who follows changes may be away for so long. */
const CHANGES_KEPT: Millis = DAY;
/** Observations that are kept until somebody asks for them. */
const MAX_OBSERVED = 10_000;
/** The tenant of entries that concern all of them. */
const ALL_TENANTS = '*';

/** The shard in the thread that calls it. */
export class LocalShard implements Shard {
  readonly #parts: LocalShardParts;
  readonly #waiting: Waiting[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #pool = new ColumnPool();
  #pendingBytes = 0;
  #applied: number;
  #accepted = 0;
  #duplicates = 0;
  readonly #rejected = new Map<string, number>();
  readonly #appendSeconds: number[] = [];
  #snapshotOffset: number;
  #previousSnapshotOffset: number;
  #snapshotAt: Millis;
  #failure: string | undefined;
  #closed = false;

  /** `applied` is the offset after the last entry that the pipeline has applied. */
  private constructor(parts: LocalShardParts, applied: number, snapshotOffset: number) {
    this.#parts = parts;
    this.#applied = applied;
    this.#snapshotOffset = snapshotOffset;
    this.#previousSnapshotOffset = snapshotOffset;
    this.#snapshotAt = parts.now();
  }

  /**
   * Catches up with the log from the snapshot's offset, notes the start in the log, and begins to tick.
   */
  static async start(parts: LocalShardParts, from: number): Promise<LocalShard> {
    let applied = from;
    const pool = new ColumnPool();
    for await (const entry of parts.log.read(from)) {
      const decoded = entry.kind === 'metrics' ? decodeEntry(entry, parts.limits, pool) : undefined;
      parts.pipeline.apply(entry, decoded?.points);
      decoded?.release();
      applied = entry.offset + 1;
    }
    const shard = new LocalShard(parts, applied, from);
    await shard.#append({ kind: 'control', ...shard.#everywhere(), payload: Buffer.from('{"type":"started"}') });
    shard.#every(parts.tickInterval, () => shard.#tick());
    shard.#every(parts.snapshotInterval, () => {
      if (parts.shortage() === undefined) shard.#snapshot();
      return Promise.resolve();
    });
    shard.#every(RETENTION_INTERVAL, () => shard.#retain());
    return shard;
  }

  async ingest(request: IngestRequest): Promise<IngestResult> {
    this.#refuseWhenUnfit();
    if (this.#pendingBytes + request.body.length > this.#parts.maxPendingBytes) {
      throw new WeirError('unavailable', 'The disk does not keep up with what is sent; send it again later.');
    }
    const decoded = decodeRequest(request.body, request, this.#parts.limits, this.#pool);
    const { points, payload, gzip } = decoded;
    this.#countRejected(points.rejected);
    if (points.count === 0) return { ...NOTHING, rejected: points.rejected };
    const result = await this.#append(
      {
        kind: 'metrics',
        tenant: request.tenant,
        appendTime: this.#parts.now(),
        partitions: partitionsOf(request.tenant, points),
        payload,
        gzip,
      },
      decoded
    );
    if (points.rejected.size === 0) return result;
    const rejected = new Map(result.rejected);
    for (const [reason, count] of points.rejected) rejected.set(reason, (rejected.get(reason) ?? 0) + count);
    return { ...result, rejected };
  }

  sources(tenant: string): Promise<readonly SourceStatus[]> {
    return Promise.resolve(this.#parts.preprocess.sources(tenant));
  }

  status(): Promise<ShardStatus> {
    const { log, pipeline } = this.#parts;
    return Promise.resolve({
      problems: [this.#failure, this.#parts.shortage()].filter((problem) => problem !== undefined),
      nextOffset: log.nextOffset,
      metrics: {
        samplesIngested: this.#accepted,
        samplesRejected: Object.fromEntries(this.#rejected),
        duplicates: this.#duplicates,
        stepsClosed: pipeline.counts.verdicts,
        stepsRevised: pipeline.counts.revised,
        verdicts: pipeline.counts.verdicts,
        logBytes: log.size,
        logFirstOffset: log.firstOffset,
        logNextOffset: log.nextOffset,
        pendingBytes: this.#pendingBytes,
        series: pipeline.counts.series,
        snapshotTime: this.#snapshotAt,
        appendSeconds: this.#appendSeconds.splice(0),
      },
    });
  }

  seal(): Promise<void> {
    this.#parts.storage.seal();
    return Promise.resolve();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#parts.log.close();
    if (this.#failure === undefined) this.#snapshot();
    this.#parts.storage.close();
    this.#parts.release();
  }

  /** Appends and, once durable, applies in the order of the log. */
  #append(entry: NewEntry, decoded?: DecodedRequest): Promise<IngestResult> {
    const { promise, resolve, reject } = Promise.withResolvers<IngestResult>();
    const waiting: Waiting = { entry, decoded, offset: undefined, resolve };
    this.#waiting.push(waiting);
    const began = performance.now();
    this.#pendingBytes += entry.payload.length;
    this.#parts.log.append(entry).then(
      (offset) => {
        waiting.offset = offset;
        if (this.#appendSeconds.length < MAX_OBSERVED) this.#appendSeconds.push((performance.now() - began) / 1000);
        this.#applyDurable();
      },
      (error: unknown) => {
        // Most likely the disk is full: whoever asks next whether all is well should not hear what was so before.
        this.#parts.shortage(true);
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        this.#pendingBytes -= entry.payload.length;
        reject(error instanceof Error ? error : new Error(String(error)));
        this.#applyDurable();
      }
    );
    return promise;
  }

  #applyDurable(): void {
    for (;;) {
      const next = this.#waiting[0];
      if (next?.offset === undefined) return;
      this.#waiting.shift();
      this.#pendingBytes -= next.entry.payload.length;
      const entry: LogEntry = { ...next.entry, offset: next.offset };
      next.resolve(this.#apply(entry, next.decoded?.points));
      next.decoded?.release();
    }
  }

  /**
   * An entry that is durable is accepted, whatever happens next. When the pipeline fails on it, for example because
   * the disk is full, nothing later may be applied before it: the shard stops taking entries and says why; a restart
   * applies the entry again from the log.
   */
  #apply(entry: LogEntry, points: MetricPoints | undefined): IngestResult {
    if (this.#failure !== undefined) return { ...NOTHING, accepted: points?.count ?? 0 };
    try {
      const result = this.#parts.pipeline.apply(entry, points) ?? NOTHING;
      this.#applied = entry.offset + 1;
      this.#accepted += result.accepted;
      this.#duplicates += result.duplicates;
      this.#countRejected(result.rejected);
      return result;
    } catch (error) {
      this.#fail(
        `Entry ${entry.offset} of the log could not be applied: ${sentence(error)} Restart when that is mended.`
      );
      return { ...NOTHING, accepted: points?.count ?? 0 };
    }
  }

  #countRejected(rejected: ReadonlyMap<string, number>): void {
    for (const [reason, count] of rejected) this.#rejected.set(reason, (this.#rejected.get(reason) ?? 0) + count);
  }

  /** Time stands still while nothing can be taken: a tick may close steps, and nobody is to blame for silence. */
  async #tick(): Promise<void> {
    if (this.#failure !== undefined || this.#parts.shortage() !== undefined) return;
    await this.#append({ kind: 'tick', ...this.#everywhere(), payload: new Uint8Array(0) });
  }

  #everywhere(): Omit<NewEntry, 'kind' | 'payload'> {
    return { tenant: ALL_TENANTS, appendTime: this.#parts.now(), partitions: ALL_PARTITIONS, gzip: false };
  }

  #snapshot(): void {
    if (this.#applied === this.#snapshotOffset || this.#failure !== undefined) return;
    const { storage, pipeline, now } = this.#parts;
    storage.sync();
    storage.writeSnapshot(pipeline.snapshot(this.#applied));
    this.#previousSnapshotOffset = this.#snapshotOffset;
    this.#snapshotOffset = this.#applied;
    this.#snapshotAt = now();
  }

  /**
   * Keeps what the older of the two snapshots needs, so that a damaged newest one costs time and nothing else. Results
   * and step states age in event time: what a source delivers of the past must not be forgotten while it comes in.
   */
  async #retain(): Promise<void> {
    const { log, storage, preprocess, retention, now } = this.#parts;
    const before = this.#previousSnapshotOffset;
    await log.retain({ before, now: now(), maxAge: retention.logAge, maxBytes: retention.logBytes });
    storage.dropChanges(now() - CHANGES_KEPT);
    const { newest, oldest } = preprocess.eventTimes();
    if (newest === undefined || oldest === undefined) return;
    storage.retain(newest - retention.results);
    storage.dropStepStates(oldest - retention.stepState, before);
  }

  #every(interval: Millis, job: () => Promise<void>): void {
    let busy = false;
    const timer = setInterval(() => {
      if (busy || this.#closed) return;
      busy = true;
      job()
        .catch((error: unknown) => this.#parts.report(sentence(error)))
        .finally(() => {
          busy = false;
        });
    }, interval);
    timer.unref();
    this.#timers.push(timer);
  }

  #refuseWhenUnfit(): void {
    if (this.#closed) throw new WeirError('unavailable', 'The service is stopping.');
    const unfit = this.#failure ?? this.#parts.shortage();
    if (unfit !== undefined) throw new WeirError('unavailable', unfit);
  }

  #fail(failure: string): void {
    this.#failure ??= failure;
    this.#parts.report(failure);
  }
}

function decodeEntry(entry: LogEntry, limits: RequestLimits, pool: ColumnPool): DecodedRequest {
  const form = { contentType: 'protobuf', encoding: entry.gzip ? 'gzip' : 'identity' } as const;
  return decodeRequest(entry.payload, form, limits, pool);
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
