import type { Millis } from '../core/time.ts';
import type { SeriesResults } from '../storage/ports.ts';
import { rowsWithin } from './rows.ts';

/** An answer that is younger is not asked for again. */
const FRESH: Millis = 2_000;
/** So long after it was brought an answer can be read. */
const HELD: Millis = 15_000;
const ROW_BYTES = 35;
const ENTRY_BYTES = 400;

/** Rows of one series in `[from, to)`. */
export interface RowSpan {
  readonly seriesId: string;
  readonly from: Millis;
  readonly to: Millis;
}

interface Entry extends RowSpan {
  readonly rows: SeriesResults;
  readonly bytes: number;
  readonly brought: Millis;
  heldUntil: Millis;
  /** Readers that said that they would read it and have not. */
  awaited: number;
}

/**
 * Rows of other replicas, kept for seconds: those that somebody is about to read stay, of the others those that were used
 * last, within a number of bytes.
 */
export class RowCache {
  readonly #most: number;
  readonly #now: () => Millis;
  /** In the order of their last use. */
  readonly #entries = new Set<Entry>();
  readonly #bySeries = new Map<string, Set<Entry>>();
  #bytes = 0;
  #sweep: NodeJS.Timeout | undefined;

  constructor(mostBytes: number, now: () => Millis) {
    this.#most = mostBytes;
    this.#now = now;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the rows are here and young enough; if so they wait to be read. */
  await(span: RowSpan): boolean {
    const entry = this.#find(span);
    if (entry === undefined || this.#now() - entry.brought >= FRESH) return false;
    entry.awaited++;
    entry.heldUntil = this.#now() + HELD;
    return true;
  }

  /** Keeps rows until so many readers have read them, and for a while. `false` when there is no room for them. */
  put(span: RowSpan, rows: SeriesResults, readers = 1): boolean {
    const bytes = rows.time.length * ROW_BYTES + ENTRY_BYTES;
    this.#makeRoom(bytes);
    if (this.#bytes + bytes > this.#most) return false;
    const brought = this.#now();
    const { seriesId, from, to } = span;
    const entry: Entry = { seriesId, from, to, rows, bytes, brought, heldUntil: brought + HELD, awaited: readers };
    this.#entries.add(entry);
    const known = this.#bySeries.get(seriesId);
    if (known === undefined) this.#bySeries.set(seriesId, new Set([entry]));
    else known.add(entry);
    this.#bytes += bytes;
    this.#sweep ??= setInterval(() => this.#dropOld(), HELD).unref();
    return true;
  }

  /** A copy of the rows; undefined when they are not here (any more). */
  read(span: RowSpan): SeriesResults | undefined {
    const entry = this.#find(span);
    if (entry === undefined) return undefined;
    entry.awaited = Math.max(0, entry.awaited - 1);
    this.#entries.delete(entry);
    this.#entries.add(entry);
    return rowsWithin(entry.rows, span.from, span.to);
  }

  close(): void {
    for (const entry of this.#entries) this.#drop(entry);
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }

  /** The youngest that has all of the span. */
  #find({ seriesId, from, to }: RowSpan): Entry | undefined {
    let found: Entry | undefined;
    for (const entry of this.#bySeries.get(seriesId) ?? []) {
      if (entry.from > from || entry.to < to || entry.heldUntil <= this.#now()) continue;
      if (found === undefined || entry.brought >= found.brought) found = entry;
    }
    return found;
  }

  #makeRoom(bytes: number): void {
    if (this.#bytes + bytes <= this.#most) return;
    this.#dropOld();
    for (const entry of this.#entries) {
      if (this.#bytes + bytes <= this.#most) return;
      if (entry.awaited === 0) this.#drop(entry);
    }
  }

  #dropOld(): void {
    for (const entry of this.#entries) if (entry.heldUntil <= this.#now()) this.#drop(entry);
    if (this.#entries.size > 0) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }

  #drop(entry: Entry): void {
    this.#entries.delete(entry);
    const known = this.#bySeries.get(entry.seriesId);
    known?.delete(entry);
    if (known?.size === 0) this.#bySeries.delete(entry.seriesId);
    this.#bytes -= entry.bytes;
  }
}
