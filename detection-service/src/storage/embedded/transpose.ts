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
  // Of the same step the newest revision comes last, so that it stays.
  const rows = [...open.rows].sort((a, b) => a.time - b.time || a.revision - b.revision);
  const cursors = rows.map((row) => new RowCursor(row));
  const oldOrdinals = old === undefined ? new Uint32Array(0) : old.ordinals(report);
  const width = Math.max(16, Math.floor(CHUNK_ENTRIES / Math.max(1, rows.length)));
  const chunk = new Entries((width + 1) * Math.max(1, rows.length));
  const places = new Int32Array(width * rows.length);
  const series = new ResultRows(rows.length);
  let oldNext = 0;
  for (;;) {
    let start = oldOrdinals[oldNext] ?? NONE;
    for (const { next } of cursors) if (next < start) start = next;
    if (start === NONE) return;
    readChunk(open, cursors, start, width, chunk, places);
    for (let i = 0; i < width; i++) {
      const ordinal = start + i;
      series.length = 0;
      if (oldOrdinals[oldNext] === ordinal) {
        oldNext++;
        if (old !== undefined) readOld(old, ordinal, series, report);
      }
      const merged = series.length > 0;
      for (let r = 0; r < rows.length; r++) {
        const place = places[i * rows.length + r] as number;
        const row = rows[r] as OpenRow;
        if (place > 0) chunk.addTo(series, place - 1, row.time, row.revision);
      }
      if (merged) series.settle();
      if (series.length > 0) writer.add(ordinal, series);
    }
  }
}

/** Fills `places` (series by rows) with one more than the place in `chunk` of each entry from `start` on; 0 is none. */
function readChunk(
  open: OpenRows,
  cursors: readonly RowCursor[],
  start: number,
  width: number,
  chunk: Entries,
  places: Int32Array
): void {
  places.fill(0);
  const end = start + width;
  let at = 0;
  for (const [r, cursor] of cursors.entries()) {
    if (cursor.next >= end) continue;
    const next = cursor.take(open, end, chunk, at);
    for (let entry = at; entry < next; entry++) {
      places[(chunk.ordinal(entry) - start) * cursors.length + r] = entry + 1;
    }
    at = next;
  }
}

function readOld(old: BlockReader, ordinal: number, rows: ResultRows, report: (damage: DamagedFile) => void): void {
  try {
    old.readSeries(ordinal, rows);
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error;
    report(error);
  }
}
