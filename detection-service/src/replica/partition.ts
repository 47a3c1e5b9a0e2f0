import { setImmediate } from 'node:timers/promises';
import { ALL_PARTITIONS } from '../core/partition.ts';
import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';
import { ColumnPool } from '../ingest/column-pool.ts';
import { decodeRequest } from '../ingest/decode-request.ts';
import type { LogEntry, NewEntry } from '../log/log.ts';
import type { SourceStatus } from '../preprocess/preprocess.ts';
import type { PartitionParts } from './partition-parts.ts';

/** How long entries are applied before others of the thread get their turn. */
const TURN: Millis = 20;
/** Multiples of it are spread evenly over the unit. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** The tenant of entries that concern all of them. */
const ALL_TENANTS = '*';

/** What a partition has done since it was opened; for the service's own metrics. */
export interface PartitionCounts {
  accepted: number;
  duplicates: number;
  poison: number;
  readonly rejected: Map<string, number>;
}

/**
 * One partition of the observations while this replica owns it: the pipeline over its entries, its store, its
 * snapshots. Everything here is a function of the entries, so it does no harm when a second owner, who does not know
 * yet that it has lost the partition, does the same.
 */
export class Partition {
  readonly number: number;
  readonly counts: PartitionCounts = { accepted: 0, duplicates: 0, poison: 0, rejected: new Map() };
  readonly #parts: PartitionParts;
  readonly #pool = new ColumnPool();
  #applied: number;
  #shipped: number;
  #shippedBefore: number;
  #snapshotAt: Millis;
  /** Append time of the newest entry that was applied. */
  #appended: Millis = 0;
  #snapshotting: Promise<void> | undefined;

  constructor(parts: PartitionParts) {
    this.#parts = parts;
    this.number = parts.number;
    this.#applied = parts.from;
    this.#shipped = parts.from;
    this.#shippedBefore = parts.from;
    // The partitions of a replica take theirs one after the other, not all in one moment.
    this.#snapshotAt = parts.now() - parts.snapshotInterval * ((parts.number * GOLDEN) % 1);
  }

  /** The next entry to apply. */
  get next(): number {
    return this.#applied;
  }

  /** When the newest entry that was applied had been appended; 0 before the first one. */
  get appended(): Millis {
    return this.#appended;
  }

  get snapshotAt(): Millis {
    return this.#snapshotAt;
  }

  get series(): number {
    return this.#parts.pipeline.counts.series;
  }

  get pipelineCounts(): PartitionParts['pipeline']['counts'] {
    return this.#parts.pipeline.counts;
  }

  sources(tenant: string): readonly SourceStatus[] {
    return this.#parts.preprocess.sources(tenant);
  }

  /**
   * Applies entries in their order. Throws what the pipeline throws, for example when the disk is full: the partition
   * must then be opened anew.
   */
  async apply(entries: readonly LogEntry[]): Promise<void> {
    let began = performance.now();
    for (const entry of entries) {
      if (entry.offset < this.#applied) continue;
      this.#apply(entry);
      if (performance.now() - began < TURN) continue;
      await Promise.all([setImmediate(), this.#parts.room()]);
      began = performance.now();
    }
  }

  /** Says in the log that time goes by while somebody owns the partition. */
  async tick(): Promise<void> {
    await this.#parts.log.append(this.#own('tick', new Uint8Array(0)));
  }

  /** Says in the log that it has a new owner: nobody is to blame for silence while it had none. */
  async started(): Promise<void> {
    await this.#parts.log.append(this.#own('control', Buffer.from('{"type":"started"}')));
  }

  /** Takes a snapshot when one is due; one at a time. Failures are reported, and the next one tries again. */
  snapshotWhenDue(): void {
    const { now, snapshotInterval, report } = this.#parts;
    if (this.#snapshotting !== undefined || now() - this.#snapshotAt < snapshotInterval) return;
    this.#snapshotAt = now();
    this.#snapshotting = this.#snapshot()
      .then(() => this.#retain())
      .catch((error: unknown) => report(`Partition ${this.number}: ${sentence(error)}`))
      .finally(() => {
        this.#snapshotting = undefined;
      });
  }

  /** Finishes what is under way, leaves a snapshot to the next owner, and lets go of the store. */
  async close(): Promise<void> {
    await this.#snapshotting;
    try {
      await this.#snapshot();
    } catch (error) {
      this.#parts.report(`Partition ${this.number} is left without a last snapshot: ${sentence(error)}`);
    } finally {
      this.#parts.storage.close();
      await this.#parts.release();
    }
  }

  /** Lets go of the store without a snapshot: what was applied last may be incomplete. */
  async abandon(): Promise<void> {
    await this.#snapshotting;
    this.#parts.storage.close();
    await this.#parts.release();
  }

  #apply(entry: LogEntry): void {
    const decoded = this.#decode(entry);
    if (entry.kind === 'metrics' && decoded === undefined) {
      this.#applied = entry.offset + 1;
      return;
    }
    const result = this.#parts.pipeline.apply(entry, decoded?.points);
    decoded?.release();
    this.#applied = entry.offset + 1;
    this.#appended = Math.max(this.#appended, entry.appendTime);
    if (result === undefined) return;
    this.counts.accepted += result.accepted;
    this.counts.duplicates += result.duplicates;
    for (const [reason, count] of result.rejected) {
      this.counts.rejected.set(reason, (this.counts.rejected.get(reason) ?? 0) + count);
    }
  }

  /** The points of an entry; of one that nobody can read, nothing, and it is put aside. */
  #decode(entry: LogEntry): ReturnType<typeof decodeRequest> | undefined {
    if (entry.kind !== 'metrics') return undefined;
    const form = { contentType: 'protobuf', encoding: entry.gzip ? 'gzip' : 'identity' } as const;
    try {
      return decodeRequest(entry.payload, form, this.#parts.limits, this.#pool);
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      this.counts.poison++;
      this.#parts.poison(entry, error.message);
      return undefined;
    }
  }

  /**
   * The state after what was applied now. It is shown only when everybody else has durably what came before, so that who
   * goes on from it has nothing to say again.
   */
  async #snapshot(): Promise<void> {
    const { storage, pipeline, settled, ship, now } = this.#parts;
    const offset = this.#applied;
    if (offset > this.#shipped) {
      storage.writeSnapshot(pipeline.snapshot(offset));
      const failure = await ship(offset, settled());
      if (failure !== undefined) throw new WeirError('unavailable', failure);
      this.#shippedBefore = this.#shipped;
      this.#shipped = offset;
    }
    this.#snapshotAt = now();
  }

  /** Keeps what the older of the two snapshots needs, so that a damaged newest one costs time and nothing else. */
  async #retain(): Promise<void> {
    const { log, storage, preprocess, retention, now } = this.#parts;
    const before = this.#shippedBefore;
    await log.retain({ before, now: now(), maxAge: retention.logAge, maxBytes: retention.logBytes });
    const { newest, oldest } = preprocess.eventTimes();
    if (newest === undefined || oldest === undefined) return;
    storage.retain(newest - retention.results);
    storage.dropStepStates(oldest - retention.stepState, before);
  }

  #own(kind: NewEntry['kind'], payload: Uint8Array): NewEntry {
    const appendTime = this.#parts.now();
    return { kind, tenant: ALL_TENANTS, appendTime, partitions: ALL_PARTITIONS, payload, gzip: false };
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
