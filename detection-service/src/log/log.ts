import type { Millis } from '../core/time.ts';

/** Position of an entry in the log: 0, 1, 2 … without gaps. */
export type Offset = number;

/**
 * What an entry is. `metrics` is an accepted OTLP metrics request; `tick` says that time went by while the service was
 * up; `control` changes the pipeline (configuration, start of the process) at a place of its own in the order.
 */
export const ENTRY_KINDS = ['metrics', 'tick', 'control'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What is handed to the log. */
export interface NewEntry {
  readonly kind: EntryKind;
  readonly tenant: string;
  /** When it was accepted, by the clock of the service: the only wall clock that decisions may use. */
  readonly appendTime: Millis;
  /** Bit i is set when the entry concerns partition i (at most 32); all bits for ticks and control entries. */
  readonly partitions: number;
  /** `metrics`: an OTLP `ExportMetricsServiceRequest` in protobuf, gzipped when `gzip`. Others: UTF-8 JSON. */
  readonly payload: Uint8Array;
  readonly gzip: boolean;
}

/** What comes out of the log. */
export interface LogEntry extends NewEntry {
  readonly offset: Offset;
}

/**
 * The log: the truth, of which everything else is a function. One total order. An entry that `append` has resolved
 * survives the loss of the process and of the machine's memory.
 */
export interface Log {
  /** First offset that is still kept, and the one that the next entry will get when none is waiting. */
  readonly firstOffset: Offset;
  readonly nextOffset: Offset;
  /** Bytes on disk. */
  readonly size: number;
  /**
   * Appends one entry and resolves with its offset once it is durable. Entries get their offsets in the order of the
   * calls; calls that are waiting share one fsync. Rejects with `WeirError('unavailable')` when the disk is full or
   * fails; from an I/O error on the log is read-only until it is opened again, for after a failed fsync nobody knows
   * what is on disk.
   */
  append(entry: NewEntry): Promise<Offset>;
  /** Durable entries from `from` on, in order, up to what was durable when it was called. */
  read(from: Offset): AsyncIterable<LogEntry>;
  /**
   * Deletes whole segments that lie before `offset` and are over the given age or size; returns how many. Never
   * deletes a segment that holds `offset` or anything after it.
   */
  retain(policy: {
    readonly before: Offset;
    readonly now: Millis;
    readonly maxAge: Millis;
    readonly maxBytes: number;
  }): Promise<number>;
  /** Waits for what is under way, then closes. */
  close(): Promise<void>;
}
