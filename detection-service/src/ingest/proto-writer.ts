const TWO_32 = 4_294_967_296;

/** Writes protobuf into a buffer that grows. Fields appear in the order of the calls; defaults are written when asked. */
export class ProtoWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #pos = 0;

  constructor(capacity = 1_024) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** What has been written, as a copy of its own. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#pos);
  }

  /** Unsigned, up to 2^53. */
  varint(field: number, value: number): void {
    this.#varint(field * 8);
    this.#varint(value);
  }

  /** `int64` and `uint64`: negative numbers take ten bytes. */
  varint64(field: number, value: bigint): void {
    this.#varint(field * 8);
    let rest = BigInt.asUintN(64, value);
    for (; rest > 0x7fn; rest >>= 7n) this.#byte(Number(rest & 0x7fn) | 0x80);
    this.#byte(Number(rest));
  }

  /** `sint32` in zigzag. */
  sint32(field: number, value: number): void {
    this.varint(field, ((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** `fixed64` and, in two's complement, `sfixed64`. */
  fixed64(field: number, value: bigint): void {
    this.#varint(field * 8 + 1);
    this.#eight();
    this.#view.setBigUint64(this.#pos - 8, BigInt.asUintN(64, value), true);
  }

  double(field: number, value: number): void {
    this.#varint(field * 8 + 1);
    this.#eight();
    this.#view.setFloat64(this.#pos - 8, value, true);
  }

  string(field: number, value: string): void {
    this.bytes(field, Buffer.from(value, 'utf8'));
  }

  bytes(field: number, value: Uint8Array): void {
    this.#varint(field * 8 + 2);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#pos);
    this.#pos += value.length;
  }

  /** Packed doubles. */
  doubles(field: number, values: readonly number[]): void {
    this.message(field, () => {
      for (const value of values) {
        this.#eight();
        this.#view.setFloat64(this.#pos - 8, value, true);
      }
    });
  }

  /** Packed `fixed64`. */
  fixed64s(field: number, values: readonly bigint[]): void {
    this.message(field, () => {
      for (const value of values) {
        this.#eight();
        this.#view.setBigUint64(this.#pos - 8, BigInt.asUintN(64, value), true);
      }
    });
  }

  /** Packed `uint64`. */
  varints(field: number, values: readonly bigint[]): void {
    this.message(field, () => {
      for (const value of values) {
        if (value < TWO_32) {
          this.#varint(Number(value));
          continue;
        }
        let rest = value;
        for (; rest > 0x7fn; rest >>= 7n) this.#byte(Number(rest & 0x7fn) | 0x80);
        this.#byte(Number(rest));
      }
    });
  }

  /** A message: what `write` writes becomes its content. */
  message(field: number, write: () => void): void {
    this.#varint(field * 8 + 2);
    // One byte is kept for the length; content of 128 bytes and more is moved up by what the length takes beyond it.
    this.#byte(0);
    const start = this.#pos;
    write();
    const length = this.#pos - start;
    const extra = length < 0x80 ? 0 : length < 0x4000 ? 1 : length < 0x20_0000 ? 2 : length < 0x1000_0000 ? 3 : 4;
    if (extra > 0) {
      this.#reserve(extra);
      this.#bytes.copyWithin(start + extra, start, this.#pos);
    }
    this.#pos = start - 1;
    this.#varint(length);
    this.#pos = start + extra + length;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#byte(rest);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#pos++] = value;
  }

  #eight(): void {
    this.#reserve(8);
    this.#pos += 8;
  }

  #reserve(more: number): void {
    const needed = this.#pos + more;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
