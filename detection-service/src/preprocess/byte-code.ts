import { WeirError } from '../core/errors.ts';

/** Writes whole numbers as LEB128 (7 bits a byte, low first), up to 2^53 − 1. */
export class ByteWriter {
  private bytes: Uint8Array = new Uint8Array(64);
  private length = 0;

  /** A whole number ≥ 0. */
  count(value: number): void {
    while (value >= 0x80) {
      this.byte((value % 0x80) + 0x80);
      value = Math.floor(value / 0x80);
    }
    this.byte(value);
  }

  /** A whole number of either sign, zigzag. */
  signed(value: number): void {
    this.count(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  /** What was written, as an array of its own. */
  take(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private byte(value: number): void {
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.length++] = value;
  }
}

/** Reads what `ByteWriter` wrote; throws `WeirError('internal')` when the bytes end early. */
export class ByteReader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  count(): number {
    let value = 0;
    let unit = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) {
        throw new WeirError('internal', 'The stored state of a step is cut short.', [
          { path: 'stepState', expected: 'a number', found: `the end at byte ${this.bytes.length}` },
        ]);
      }
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
      unit *= 0x80;
    }
  }

  signed(): number {
    const value = this.count();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
