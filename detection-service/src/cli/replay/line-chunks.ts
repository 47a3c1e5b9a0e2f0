import { WeirError } from '../../core/errors.ts';
import { HOUR, type Millis } from '../../core/time.ts';
import { lineTime } from './line-time.ts';

/** A run of whole lines, as they stand in the log. */
export interface Chunk {
  /** Memory of its own, which whoever is done with the chunk may free. */
  readonly bytes: Buffer;
  /** The latest time that its last lines name; that of the chunk before where they name none. */
  readonly upTo: Millis | undefined;
}

const CHUNK_BYTES = 4 << 20;
/** A chunk ends where its lines have come so far in event time; looked at after every piece. */
const CHUNK_SPAN = HOUR;
const PIECE_BYTES = 64 << 10;
/** No line is longer than a chunk may grow; the receiver cuts lines far below this. */
const MAX_CHUNK_BYTES = 16 << 20;
const FIRST_ROOM = 2 << 20;
/** The last lines of a piece, looked at for its time: servers write lines slightly out of order. */
const TAIL_BYTES = 16 << 10;
const TAIL_LINES = 20;

/**
 * Cuts bytes at line ends into chunks, of about four MiB where lines are dense and of about an hour where they are not,
 * so that event time passes as if the lines were written now. Where it cuts depends on what the lines say and not on how
 * the bytes are delivered; what is delivered may be overwritten when the next is asked for.
 */
export async function* lineChunks(
  name: string,
  delivered: AsyncIterable<Buffer>
): AsyncGenerator<Chunk, void, undefined> {
  const pieces = new Pieces();
  try {
    for await (const data of delivered) {
      pieces.put(data);
      while (pieces.cut(false)) if (pieces.isChunk) yield pieces.take();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WeirError('invalid_argument', `${name} cannot be read to its end: ${reason}.`, [], { cause: error });
  }
  while (pieces.cut(true));
  if (pieces.length > 0) yield pieces.take();
}

/** What was delivered and is not in a chunk yet: whole pieces, then the rest. */
class Pieces {
  /** Bytes of the pieces that were cut. */
  length = 0;
  #store = Buffer.allocUnsafeSlow(FIRST_ROOM);
  #used = 0;
  #from: Millis | undefined;
  #upTo: Millis | undefined;

  put(data: Buffer): void {
    const needed = this.#used + data.length;
    if (needed > this.#store.length) {
      const larger = Buffer.allocUnsafeSlow(2 * needed);
      this.#store.copy(larger, 0, 0, this.#used);
      this.#store = larger;
    }
    data.copy(this.#store, this.#used);
    this.#used = needed;
  }

  /** Cuts the next piece off the rest, at the end whatever is left; false when there is not enough for one. */
  cut(atEnd: boolean): boolean {
    const rest = this.#store.subarray(this.length, this.#used);
    const end = pieceEnd(rest) || (atEnd ? rest.length : 0);
    if (end === 0) return false;
    this.#upTo = latest(this.#upTo, lastTime(rest.subarray(0, end)));
    this.#from ??= this.#upTo;
    this.length += end;
    return true;
  }

  /** Whether the pieces are enough for a chunk. */
  get isChunk(): boolean {
    return this.length >= CHUNK_BYTES || (this.#upTo ?? 0) - (this.#from ?? 0) >= CHUNK_SPAN;
  }

  take(): Chunk {
    const bytes = Buffer.allocUnsafeSlow(this.length);
    this.#store.copy(bytes, 0, 0, this.length);
    this.#store.copyWithin(0, this.length, this.#used);
    this.#used -= this.length;
    this.length = 0;
    this.#from = this.#upTo;
    return { bytes, upTo: this.#upTo };
  }
}

/** Where the first piece of whole lines ends, 0 when there is not enough for one; a line that does not end is cut. */
function pieceEnd(bytes: Buffer): number {
  if (bytes.length < PIECE_BYTES) return 0;
  const before = bytes.lastIndexOf(10, PIECE_BYTES - 1) + 1;
  const end = before > 0 ? before : bytes.indexOf(10, PIECE_BYTES) + 1;
  if (end > MAX_CHUNK_BYTES || (end === 0 && bytes.length >= MAX_CHUNK_BYTES)) return MAX_CHUNK_BYTES;
  return end;
}

function lastTime(bytes: Buffer): Millis | undefined {
  const tail = bytes
    .toString('latin1', Math.max(0, bytes.length - TAIL_BYTES))
    .split('\n')
    .slice(-TAIL_LINES);
  return tail.map(lineTime).reduce(latest, undefined);
}

function latest(a: Millis | undefined, b: Millis | undefined): Millis | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.max(a, b);
}
