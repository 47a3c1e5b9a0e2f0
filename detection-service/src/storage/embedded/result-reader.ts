import { WeirError } from '../../core/errors.ts';
import type { Millis } from '../../core/time.ts';
import type { SeriesResults, StoredSeries } from '../ports.ts';
import { DamagedFile } from '../damage.ts';
import type { DamageLog } from '../damage.ts';
import { AwayBlocks } from './away-blocks.ts';
import type { Database } from './database.ts';
import { unavailable } from './disk.ts';
import { FileGone } from './result-files.ts';
import type { ResultFiles } from './result-files.ts';
import { ResultRows } from './result-rows.ts';
import { Spans } from './spans.ts';
import type { Span } from './spans.ts';

/** How often the list is read anew when a file of it was replaced meanwhile. */
const TRIES = 4;

/** The reading half of the results, the same for the writer's instance and for one beside it. */
export class ResultReader {
  readonly #files: ResultFiles;
  readonly #damage: DamageLog;
  readonly #spans: Spans;
  readonly #away: AwayBlocks;
  readonly #rows = new ResultRows();
  /** The version of the list for which unneeded files were let go of. */
  #version = -1;

  constructor(db: Database, files: ResultFiles, damage: DamageLog) {
    this.#files = files;
    this.#damage = damage;
    this.#spans = new Spans(db);
    this.#away = new AwayBlocks(db);
  }

  /** See `ResultStore.read`. Throws `unavailable` when some of it is in shared storage only, as after a restore. */
  read(series: StoredSeries, from: Millis, to: Millis): SeriesResults {
    this.#letGo();
    for (let left = TRIES; ; left--) {
      try {
        this.#rows.length = 0;
        const spans = this.#spans.overlapping(series.identity.step, from, to);
        for (const span of spans) this.#readSpan(span, series.ordinal, from, to, left > 0);
        this.#rows.settle();
        return this.#rows.toResults();
      } catch (error) {
        if (!(error instanceof FileGone)) throw unavailable(this.#files.directory, error);
      }
    }
  }

  #readSpan(span: Span, ordinal: number, from: Millis, to: Millis, mayRetry: boolean): void {
    const start = this.#rows.length;
    try {
      if (span.blockFile !== null) this.#files.block(span.blockFile)?.readSeries(ordinal, this.#rows);
    } catch (error) {
      this.#passOver(error, mayRetry);
    }
    this.#rows.keepWithin(start, from, to);
    try {
      if (span.openFile !== null) this.#files.openRows(span.openFile).readSeries(ordinal, from, to, this.#rows);
    } catch (error) {
      this.#passOver(error, mayRetry);
    }
  }

  /** Damage is reported and the part left out; a missing file means, at first, that the list is out of date. */
  #passOver(error: unknown, mayRetry: boolean): void {
    if (error instanceof DamagedFile) this.#damage.report(error);
    else if (error instanceof FileGone && this.#away.has(error.listed)) throw notYetHere(error);
    else if (error instanceof FileGone && !mayRetry) this.#damage.report({ file: error.file, what: 'it is missing' });
    else throw error;
  }

  #letGo(): void {
    const { version } = this.#spans;
    if (version === this.#version) return;
    this.#version = version;
    this.#files.keepOnly(this.#spans.all());
  }
}

function notYetHere(cause: FileGone): WeirError {
  const sentence = 'older results are still being fetched from shared storage: ask again in a moment, or for less time';
  return new WeirError('unavailable', sentence, [], { cause });
}
