import type { StepBlock } from '../../core/step-block.ts';
import { payloadChecksum } from './append-file.ts';
import type { AppendFile } from './append-file.ts';
import { signatureKey } from './block-format.ts';
import type { RowSignature } from './block-format.ts';
import type { ResultRows } from './result-rows.ts';
import { decodeRowHead, Entries, ENTRY_BYTES, ROW_HEAD } from './row-format.ts';
import type { RowHead } from './row-format.ts';

/** A row of an open file: what its head says, and where its entries lie. */
export interface OpenRow extends RowHead {
  readonly position: number;
  readonly checksum: number;
}

/** Rows of at most this many entries are read whole, and searched in memory. */
const SMALL_ROW = 64;

/** The rows of a span that is still open: one a closed step, in the order in which they were written. */
export class OpenRows {
  readonly file: AppendFile;
  readonly rows: OpenRow[] = [];
  readonly #known = new Set<string>();
  readonly #head = new Uint8Array(ROW_HEAD);
  readonly #small = new Entries(SMALL_ROW);
  readonly #one: Uint8Array;
  readonly #place = new Int32Array(1);

  constructor(file: AppendFile) {
    this.file = file;
    this.#one = this.#small.bytes.subarray(0, ENTRY_BYTES);
  }

  /** Takes up what was appended since, by this instance or by the writer's. */
  refresh(): void {
    for (const { position, checksum } of this.file.discover()) {
      if (!this.file.read(this.#head, position)) return;
      this.#add({ ...decodeRowHead(this.#head), position: position + ROW_HEAD, checksum });
    }
  }

  #add(row: OpenRow): void {
    this.rows.push(row);
    this.#known.add(signatureKey(row));
  }

  /** Whether the same row is here already. */
  has(signature: RowSignature): boolean {
    return this.#known.has(signatureKey(signature));
  }

  /** Appends a step: its record and the signature of it. */
  append(block: StepBlock, record: Uint8Array, signature: RowSignature): void {
    const position = this.file.append(record, signature.checksum) + ROW_HEAD;
    this.#add({ ...signature, last: block.series[block.count - 1] as number, position });
  }

  /** Adds the rows of a series in `[from, to)` to `rows`, in the order in which they were written. */
  readSeries(ordinal: number, from: number, to: number, rows: ResultRows): void {
    let guess = 0;
    for (const row of this.rows) {
      if (row.time < from || row.time >= to || ordinal < row.first || ordinal > row.last) continue;
      const found = this.#find(row, ordinal, guess);
      if (found < 0) continue;
      guess = found;
      const entry = row.count <= SMALL_ROW ? found : 0;
      this.#place[0] = entry + 1;
      this.#small.gather(rows, this.#place, 0, [row]);
    }
  }

  /**
   * The place of an ordinal in a row, with its entry read (small rows: with all of them), or −1. Most rows have the
   * same series as the one before, so the same place is tried first.
   */
  #find(row: OpenRow, ordinal: number, guess: number): number {
    const small = row.count <= SMALL_ROW;
    if (small && !this.file.read(this.#small.bytes.subarray(0, row.count * ENTRY_BYTES), row.position)) return -1;
    let low = 0;
    let high = row.count - 1;
    let next = Math.min(guess, high);
    while (low <= high) {
      if (!small && !this.file.read(this.#one, row.position + next * ENTRY_BYTES)) return -1;
      const here = this.#small.ordinal(small ? next : 0);
      if (here === ordinal) return next;
      if (here < ordinal) low = next + 1;
      else high = next - 1;
      next = (low + high) >>> 1;
    }
    return -1;
  }
}

/** The signature of a step as it would be written. */
export function signatureOf(block: StepBlock, record: Uint8Array): RowSignature {
  return {
    time: block.time,
    revision: block.revision,
    count: block.count,
    first: block.series[0] as number,
    checksum: payloadChecksum(record),
  };
}
