import type { OpenFile } from './file-port.ts';
import { RecordDecoder } from './record.ts';
import type { Decoded } from './record.ts';

/** Bytes read at a time: large enough that the disk reads in one go, small enough to hold on to. */
const CHUNK = 1024 * 1024;

/**
 * Walks the records of a segment. `step` is synchronous as long as the chunk at hand lasts, which is what makes reading
 * small entries cheap. Every chunk has memory of its own, so the payloads of entries stay valid as long as somebody
 * holds them.
 */
export class SegmentCursor {
  /** Position in the file of the next record. */
  position: number;
  readonly #file: OpenFile;
  readonly #decoder: RecordDecoder;
  #end: number;
  #chunk = Buffer.alloc(0);
  #at = 0;

  /** Walks from `position` to `end`, or to the end of the file when that comes first. */
  constructor(file: OpenFile, salt: number, position: number, end: number) {
    this.#file = file;
    this.#decoder = new RecordDecoder(salt);
    this.position = position;
    this.#end = end;
  }

  /** The end of what can be walked. */
  get end(): number {
    return this.#end;
  }

  /**
   * Decodes the next record and moves behind it. `partial` means that more has to be read: call `refill` with its
   * length. Does not move past anything but an entry or a mark.
   */
  step(): Decoded {
    const decoded = this.#decoder.decode(this.#chunk, this.#at, this.#chunk.length);
    if (decoded.status === 'entry' || decoded.status === 'mark') {
      this.#at += decoded.length;
      this.position += decoded.length;
    }
    return decoded;
  }

  /** Reads until `length` bytes of the next record are at hand; false when the file does not have them. */
  async refill(length: number): Promise<boolean> {
    const left = this.#end - this.position;
    if (left < length) return false;
    const chunk = Buffer.allocUnsafeSlow(Math.min(left, Math.max(CHUNK, length)));
    const kept = this.#chunk.copy(chunk, 0, this.#at);
    const read = await this.#file.read(chunk.subarray(kept), this.position + kept);
    this.#chunk = chunk.subarray(0, kept + read);
    this.#at = 0;
    if (kept + read < chunk.length) this.#end = this.position + kept + read;
    return kept + read >= length;
  }
}
