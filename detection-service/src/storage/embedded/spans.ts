import { DAY, HOUR } from '../../core/time.ts';
import type { Database } from './database.ts';

/** A stretch of time of all series with one step length, whose results share files. */
export interface Span {
  readonly step: number;
  readonly start: number;
  readonly length: number;
  /** The file that takes steps as they close. */
  readonly openFile: string | null;
  /** The file that holds them series by series. */
  readonly blockFile: string | null;
  /** Newest step in the block. */
  readonly blockMaxTime: number | null;
  readonly blockBytes: number;
}

/** Steps that a short span has at least, and how many short spans make a long one. */
const STEPS = 60;
const SHORT_IN_LONG = DAY / HOUR;

/** Many series: an hour, or 60 steps when that is more. */
export function shortLength(step: number): number {
  return Math.max(HOUR, STEPS * step);
}

/** Few series: a day, or 1,440 steps, so that a small store is not thousands of files. */
export function longLength(step: number): number {
  return shortLength(step) * SHORT_IN_LONG;
}

const COLUMNS = `step, start, length, open_file AS openFile, block_file AS blockFile,
  block_max_time AS blockMaxTime, block_bytes AS blockBytes`;

/** The list of spans: what is in it is there, whatever other files lie in the folder. */
export class Spans {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Spans that overlap `[from, to)`, by their start. */
  overlapping(step: number, from: number, to: number): Span[] {
    return this.#db.all<Span>(
      `SELECT ${COLUMNS} FROM span WHERE step = ? AND start < ? AND start > ? AND start + length > ? ORDER BY start, length`,
      [step, to, from - longLength(step), from]
    );
  }

  all(): Span[] {
    return this.#db.all<Span>(`SELECT ${COLUMNS} FROM span ORDER BY step, start, length`, []);
  }

  /** Counts up with each change, so that a reader knows when to let go of files. */
  get version(): number {
    return this.#db.counter('spans');
  }

  /** A name that no file had before. */
  newName({ step, start, length }: Pick<Span, 'step' | 'start' | 'length'>, ending: string): string {
    const number = this.#db.counter('files') + 1;
    this.#db.setCounter('files', number);
    return `${String(step)}-${String(start)}-${String(length)}-${String(number)}.${ending}`;
  }

  put(span: Span): void {
    this.#touch();
    this.#db.run(
      `INSERT INTO span VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (step, start, length) DO UPDATE SET
       open_file = excluded.open_file, block_file = excluded.block_file,
       block_max_time = excluded.block_max_time, block_bytes = excluded.block_bytes`,
      [span.step, span.start, span.length, span.openFile, span.blockFile, span.blockMaxTime, span.blockBytes]
    );
  }

  remove({ step, start, length }: Span): void {
    this.#touch();
    this.#db.run('DELETE FROM span WHERE step = ? AND start = ? AND length = ?', [step, start, length]);
  }

  #touch(): void {
    this.#db.setCounter('spans', this.version + 1);
  }
}
