import { WeirError } from '../core/errors.ts';
import { ByteReader, ByteWriter } from './byte-code.ts';
import { Distribution } from './distribution.ts';

/** How a call ended: 5xx or no response is an error, 4xx is the client's. */
export const FINE = 0;
export const CLIENT_ERROR = 1;
export const ERROR = 2;
/** Of durations whose calls another metric counts. Kept in snapshots, as the others are. */
export const UNCOUNTED = 3;
export type Outcome = typeof FINE | typeof CLIENT_ERROR | typeof ERROR | typeof UNCOUNTED;

/** The layout of the stored bytes. */
const VERSION = 1;

/** Everything that one step knows of one subject: whole numbers only, so merging has no order. */
export class RequestSums {
  calls = 0;
  errors = 0;
  clientErrors = 0;
  /** Sum of the durations in whole microseconds (of another histogram: its sum in millionths of its unit). */
  micros = 0;
  durations: Distribution | undefined;
  /** Memory of durations that were forgotten; none of them and none recorded are two states. */
  private spare: Distribution | undefined;

  /** Forgets everything but keeps its memory, to be filled again. */
  clear(): void {
    this.calls = 0;
    this.errors = 0;
    this.clientErrors = 0;
    this.micros = 0;
    this.durations?.clear();
    this.spare ??= this.durations;
    this.durations = undefined;
  }

  /** Counts `calls` with one outcome. */
  count(calls: number, outcome: Outcome): void {
    if (outcome === UNCOUNTED) return;
    this.calls += calls;
    if (outcome === ERROR) this.errors += calls;
    else if (outcome === CLIENT_ERROR) this.clientErrors += calls;
  }

  /** Adds durations; they belong to calls that were counted. */
  time(durations: Distribution, micros: number): void {
    if (this.durations === undefined) {
      this.durations = this.spare ?? new Distribution();
      this.spare = undefined;
    }
    this.durations.merge(durations);
    this.micros += micros;
  }

  merge(other: RequestSums): void {
    this.calls += other.calls;
    this.errors += other.errors;
    this.clientErrors += other.clientErrors;
    if (other.durations !== undefined) this.time(other.durations, other.micros);
  }

  /** The mergeable state of a step that was emitted as `revision`. */
  encode(revision: number): Uint8Array {
    const out = new ByteWriter();
    out.count(VERSION);
    out.count(revision);
    out.count(this.calls);
    out.count(this.errors);
    out.count(this.clientErrors);
    out.signed(this.micros);
    out.count(this.durations === undefined ? 0 : 1);
    this.durations?.encode(out);
    return out.take();
  }

  static decode(bytes: Uint8Array): { readonly sums: RequestSums; readonly revision: number } {
    const from = new ByteReader(bytes);
    const version = from.count();
    if (version !== VERSION) {
      throw new WeirError('internal', 'The stored state of a step has a version that this release does not know.', [
        { path: 'stepState.version', expected: String(VERSION), found: String(version) },
      ]);
    }
    const revision = from.count();
    const sums = new RequestSums();
    sums.calls = from.count();
    sums.errors = from.count();
    sums.clientErrors = from.count();
    sums.micros = from.signed();
    if (from.count() === 1) sums.durations = Distribution.decode(from);
    return { sums, revision };
  }
}
