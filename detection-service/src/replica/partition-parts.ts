import type { Millis } from '../core/time.ts';
import type { RequestLimits } from '../ingest/decode-request.ts';
import type { Log, LogEntry } from '../log/log.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Preprocess } from '../preprocess/preprocess.ts';
import type { Storage } from '../storage/ports.ts';

/** What a partition is made of and how it keeps house. */
export interface PartitionParts {
  readonly number: number;
  readonly log: Pick<Log, 'append' | 'retain'>;
  /** The store in the working directory. */
  readonly storage: Storage;
  readonly pipeline: Pipeline;
  readonly preprocess: Preprocess;
  /** Of what is read, as of what came in. */
  readonly limits: RequestLimits;
  /** The offset to go on from. */
  readonly from: number;
  /**
   * Resolves when all that the pipeline gave to others (metadata, anomalies) is durable there. Only then a snapshot may
   * say that it was.
   */
  readonly settled: () => Promise<void>;
  /** Resolves when there is room for more of what the pipeline gives to others. */
  readonly room: () => Promise<void>;
  /**
   * Takes a picture of the store at once, right after a snapshot at `offset` was written, and puts it where the next owner
   * finds it, but not before `settled` has resolved. Resolves to a sentence when that failed.
   */
  readonly ship: (offset: number, settled: Promise<void>) => Promise<string | undefined>;
  /** Ends what is under way outside, after the store was closed. */
  readonly release: () => Promise<void>;
  readonly snapshotInterval: Millis;
  readonly retention: {
    readonly logAge: Millis;
    readonly logBytes: number;
    readonly stepState: Millis;
    readonly results: Millis;
  };
  readonly now: () => Millis;
  /** Takes an entry that nobody can read, and why. */
  readonly poison: (entry: LogEntry, reason: string) => void;
  /** A failure that nobody waits for. */
  readonly report: (sentence: string) => void;
}
