import type { BlockReader } from './block-reader.ts';
import type { BlockWriter } from './block-writer.ts';
import { DamagedFile } from '../damage.ts';
import type { OpenRow, OpenRows } from './open-rows.ts';
import { ResultRows } from './result-rows.ts';
import { Entries, ENTRY_BYTES } from './row-format.ts';

/** Entries that are in memory at a time: 16 k of 32 bytes stay near the processor. */
const CHUNK_ENTRIES = 1 << 14;
const NONE = 0xffff_ffff;

/** Entries of one row, read piece by piece in the order of their ordinals. */
class RowCursor {
  readonly row: OpenRow;
  /** The next ordinal that was not handed out; `NONE` at the end. */
  next: number;
  #done = 0;

  constructor(row: OpenRow) {
    this.row = row;
    this.next = row.count > 0 ? row.first : NONE;
  }

  /** Reads the entries below ordinal `end` into `into` from entry `at` on; returns the entry after them. */
  take(open: OpenRows, end: number, into: Entries, at: number): number {
    // One more than can be below `end`, to learn what comes next.
    const most = Math.min(end - this.next + 1, this.row.count - this.#done);
    const bytes = into.bytes.subarray(at * ENTRY_BYTES, (at + most) * ENTRY_BYTES);
    if (!open.file.read(bytes, this.row.position + this.#done * ENTRY_BYTES)) {
      throw new DamagedFile(open.file.path, 'a row ends too early');
    }
    let entry = at;
    while (entry < at + most && into.ordinal(entry) < end) entry++;
    this.#done += entry - at;
    this.next = this.#done === this.row.count ? NONE : into.ordinal(entry);
    return entry;
  }
}

/**
 * Turns the rows of an open file (a step each, all series) into the series of a block (a series each, all steps),
 * together with the block that the span has already. Memory is bounded, whatever the number of series. What is damaged
 * in the old block is left out and reported.
 */
export function transpose(
  open: OpenRows,
  old: BlockReader | undefined,
  writer: BlockWriter,
  report: (damage: DamagedFile) => void
): void {
  const steps = new StepsOfChunk(open);
  const before = new OldSeries(old, report);
  const series = new ResultRows(steps.count);
  for (;;) {
    const start = Math.min(steps.next, before.next);
    if (start === NONE) return;
    steps.read(start);
    for (let ordinal = start; ordinal < start + steps.width; ordinal++) {
      series.length = 0;
      before.take(ordinal, series);
      steps.gather(ordinal - start, series);
      series.settle();
      if (series.length > 0) writer.add(ordinal, series);
    }
  }
}

/** The steps of an open file for some series at a time. */
class StepsOfChunk {
  /** Series of a chunk. */
  readonly width: number;
  readonly #open: OpenRows;
  /** In the order of time; of the same step the newest revision comes last, so that it stays. */
  readonly #rows: readonly OpenRow[];
  readonly #cursors: readonly RowCursor[];
  readonly #entries: Entries;
  /** Series by rows: one more than the place in `#entries`, 0 where there is none. */
  readonly #places: Int32Array;

  constructor(open: OpenRows) {
    this.#open = open;
    this.#rows = [...open.rows].sort((a, b) => a.time - b.time || a.revision - b.revision);
    this.#cursors = this.#rows.map((row) => new RowCursor(row));
    this.width = Math.max(16, Math.floor(CHUNK_ENTRIES / Math.max(1, this.count)));
    this.#entries = new Entries((this.width + 1) * this.count);
    this.#places = new Int32Array(this.width * this.count);
  }

  get count(): number {
    return this.#rows.length;
  }

  /** The least ordinal that was not read yet. */
  get next(): number {
    let least = NONE;
    for (const { next } of this.#cursors) if (next < least) least = next;
    return least;
  }

  /** Reads the entries of `width` series from ordinal `start` on. */
  read(start: number): void {
    this.#places.fill(0);
    const end = start + this.width;
    let at = 0;
    for (const [row, cursor] of this.#cursors.entries()) {
      if (cursor.next >= end) continue;
      const next = cursor.take(this.#open, end, this.#entries, at);
      for (let entry = at; entry < next; entry++) {
        this.#places[(this.#entries.ordinal(entry) - start) * this.count + row] = entry + 1;
      }
      at = next;
    }
  }

  /** Adds the steps of the nth series of the chunk to its rows. */
  gather(series: number, rows: ResultRows): void {
    this.#entries.gather(rows, this.#places, series * this.count, this.#rows);
  }
}

/** The series of the block that a span has already, one after the other. */
class OldSeries {
  readonly #block: BlockReader | undefined;
  readonly #report: (damage: DamagedFile) => void;
  readonly #ordinals: Uint32Array;
  #place = 0;

  constructor(block: BlockReader | undefined, report: (damage: DamagedFile) => void) {
    this.#block = block;
    this.#report = report;
    this.#ordinals = block?.ordinals(report) ?? new Uint32Array(0);
  }

  get next(): number {
    return this.#ordinals[this.#place] ?? NONE;
  }

  /** Adds the rows of the series when it is the next one. */
  take(ordinal: number, rows: ResultRows): void {
    if (this.next !== ordinal) return;
    this.#place++;
    try {
      this.#block?.readSeries(ordinal, rows);
    } catch (error) {
      if (!(error instanceof DamagedFile)) throw error;
      this.#report(error);
    }
  }
}
