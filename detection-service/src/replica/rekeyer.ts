import { WeirError } from '../core/errors.ts';
import { ColumnPool } from '../ingest/column-pool.ts';
import { decodeRequest } from '../ingest/decode-request.ts';
import type { BodyForm, RequestLimits } from '../ingest/decode-request.ts';
import { splitRequest } from '../rekey/split-request.ts';
import type { RekeyedEntry } from '../rekey/split-request.ts';
import type { IngestRequest, IngestResult } from '../shard/shard.ts';

/** What a rekeyer needs. */
export interface RekeyerParts {
  /** Partitions of the observations. */
  readonly partitions: number;
  readonly limits: RequestLimits;
  /** Resolves when the entry is durable in its partition; entries of a partition keep the order of the calls. */
  readonly send: (entry: RekeyedEntry) => Promise<unknown>;
  /** Resolves when there is room to send more. */
  readonly room: () => Promise<void>;
}

/** What it has done, for the service's own metrics. */
export interface RekeyCounts {
  requests: number;
  points: number;
  poison: number;
  /** Points that the decoder refused, by reason. Those of a resource of which nothing is left count here only. */
  readonly rejected: Map<string, number>;
}

/**
 * Carries requests to the partitions of what they speak of. At least once: whoever hands over requests does so again
 * when this fails, and pre-process knows by their identity what it has taken.
 */
export class Rekeyer {
  readonly counts: RekeyCounts = { requests: 0, points: 0, poison: 0, rejected: new Map() };
  readonly #parts: RekeyerParts;
  readonly #pool = new ColumnPool();

  constructor(parts: RekeyerParts) {
    this.#parts = parts;
  }

  /**
   * Takes the values of records of an operational topic in their order; resolves when all of it is durable. `poison` gets
   * the index of each record that is no request, and why.
   */
  async take(
    tenant: string,
    values: readonly Uint8Array[],
    poison: (index: number, reason: string) => void
  ): Promise<void> {
    // A request stays an entry of its own: what is late is late against the requests before it.
    const entries: RekeyedEntry[] = [];
    for (const [index, value] of values.entries()) {
      try {
        this.#split(tenant, value, { contentType: 'protobuf', encoding: isGzip(value) ? 'gzip' : 'identity' }, entries);
      } catch (error) {
        if (!(error instanceof WeirError)) throw error;
        this.counts.poison++;
        poison(index, error.message);
      }
    }
    await this.#sendAll(entries);
  }

  /**
   * Takes a request that came over HTTP. What its points lead to is known only where they are applied, so all that could
   * be decoded counts as accepted.
   * @throws {WeirError} as decoding does, and `unavailable` when the brokers do not take it
   */
  async ingest({ tenant, body, contentType, encoding }: IngestRequest): Promise<IngestResult> {
    const entries: RekeyedEntry[] = [];
    const { accepted, rejected } = this.#split(tenant, body, { contentType, encoding }, entries);
    await this.#sendAll(entries);
    return { accepted, duplicates: 0, rejected };
  }

  /** Hands over no more at a time than there is room for. */
  async #sendAll(entries: readonly RekeyedEntry[]): Promise<void> {
    const sending: Promise<unknown>[] = [];
    for (const entry of entries) {
      await this.#parts.room();
      const one = this.#parts.send(entry);
      // It may fail while others are still being handed over.
      one.catch(() => undefined);
      sending.push(one);
    }
    await Promise.all(sending);
  }

  #split(
    tenant: string,
    body: Uint8Array,
    form: BodyForm,
    entries: RekeyedEntry[]
  ): { readonly accepted: number; readonly rejected: ReadonlyMap<string, number> } {
    const decoded = decodeRequest(body, form, this.#parts.limits, this.#pool);
    try {
      const { points } = decoded;
      for (const part of splitRequest(tenant, points, this.#parts.partitions)) entries.push({ tenant, ...part });
      this.counts.requests++;
      this.counts.points += points.count;
      for (const [reason, count] of points.rejected) {
        this.counts.rejected.set(reason, (this.counts.rejected.get(reason) ?? 0) + count);
      }
      return { accepted: points.count, rejected: points.rejected };
    } finally {
      decoded.release();
    }
  }
}

/** Whether a value was compressed by its sender; a request never begins like this. */
function isGzip(value: Uint8Array): boolean {
  return value[0] === 0x1f && value[1] === 0x8b;
}
