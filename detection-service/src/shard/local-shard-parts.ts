import type { Millis } from '../core/time.ts';
import type { RequestLimits } from '../ingest/decode-request.ts';
import type { Log } from '../log/log.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Preprocess } from '../preprocess/preprocess.ts';
import type { Storage } from '../storage/ports.ts';

/** What a shard is made of and how it keeps house. */
export interface LocalShardParts {
  readonly log: Log;
  readonly storage: Storage;
  readonly pipeline: Pipeline;
  readonly preprocess: Preprocess;
  /** Of requests; also of what is read back from the log, so that a restart decides as it did before. */
  readonly limits: RequestLimits;
  /** Requests that wait for the disk may hold this much; what comes on top is asked to come again. */
  readonly maxPendingBytes: number;
  readonly snapshotInterval: Millis;
  readonly tickInterval: Millis;
  readonly retention: {
    readonly logAge: Millis;
    readonly logBytes: number;
    readonly stepState: Millis;
    readonly results: Millis;
  };
  /** The wall clock; its readings enter the log and nothing else. */
  readonly now: () => Millis;
  /** A sentence while the disk is nearly full: nothing is taken then, so that what was taken can be finished. */
  readonly shortage: (lookAgain?: boolean) => string | undefined;
  /** A failure that nobody waits for, such as a snapshot that could not be written. */
  readonly report: (sentence: string) => void;
  /** Lets go of the data directory. */
  readonly release: () => void;
}
