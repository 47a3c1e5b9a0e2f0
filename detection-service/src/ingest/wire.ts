/** Why and at which byte a message is not well-formed; `decodeMetrics` makes a `WeirError` with the field path of it. */
export class Malformed extends Error {
  readonly position: number;

  constructor(position: number, reason: string) {
    super(reason);
    this.name = 'Malformed';
    this.position = position;
  }
}

/** Wire types of protobuf that OTLP uses. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

const TWO_32 = 4_294_967_296;

/**
 * A cursor over protobuf bytes. Every read takes the end of the message it stands in and throws `Malformed` rather than
 * pass it; nothing is allocated by a length that the bytes claim. Protobuf encoding:
 * https://protobuf.dev/programming-guides/encoding/
 */
export class Wire {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Next byte to read. */
  pos = 0;
  /** The same bytes with the methods of a Buffer; made when the first text is read. */
  #buffer: Buffer | undefined = undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** An unsigned varint of up to 64 bits; above 2^53 the nearest double that the sum of its parts gives. */
  varint(end: number): number {
    const start = this.pos;
    if (start < end) {
      const first = this.bytes[start] as number;
      if (first < 0x80) {
        this.pos = start + 1;
        return first;
      }
    }
    let value = 0;
    let scale = 1;
    for (let pos = start; pos < end; pos++) {
      const byte = this.bytes[pos] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        this.pos = pos + 1;
        return value;
      }
      if (pos - start === 9) throw new Malformed(start, 'a varint of more than 10 bytes');
      scale *= 128;
    }
    throw new Malformed(within(start, end), 'a varint that does not end within its message');
  }

  /** The low 32 bits of a varint as a signed number: enums, flags, booleans, 32-bit integers. */
  varint32(end: number): number {
    const value = this.varint(end);
    return value < TWO_32 ? value | 0 : Number(BigInt.asIntN(32, BigInt(value)));
  }

  /** A zigzag varint (`sint32`). */
  sint32(end: number): number {
    const value = this.varint32(end);
    return (value >>> 1) ^ -(value & 1);
  }

  /** A field's tag; its number is `tag >>> 3`, its wire type `tag & 7`. */
  tag(end: number): number {
    const start = this.pos;
    const tag = this.varint(end);
    if (tag < 8 || tag >= TWO_32) throw new Malformed(start, `a field number between 1 and 536870911 is expected`);
    return tag;
  }

  /** Reads the length of a length-delimited field and returns where it ends. */
  lengthEnd(end: number): number {
    const start = this.pos;
    // Lengths of one and two bytes, which are nearly all, without the loop.
    if (start + 1 < end) {
      const first = this.bytes[start] as number;
      const second = this.bytes[start + 1] as number;
      if (first < 0x80) {
        this.pos = start + 1;
        if (this.pos + first <= end) return this.pos + first;
      } else if (second < 0x80) {
        this.pos = start + 2;
        const length = (first & 0x7f) | (second << 7);
        if (this.pos + length <= end) return this.pos + length;
      }
      this.pos = start;
    }
    const length = this.varint(end);
    const fieldEnd = this.pos + length;
    if (fieldEnd > end) {
      throw new Malformed(start, `a length of ${length} bytes where only ${end - this.pos} are left in the message`);
    }
    return fieldEnd;
  }

  /** An unsigned 64-bit number, little-endian; above 2^53 the nearest double. */
  fixed64(end: number): number {
    const pos = this.eight(end);
    return this.view.getUint32(pos + 4, true) * TWO_32 + this.view.getUint32(pos, true);
  }

  double(end: number): number {
    return this.view.getFloat64(this.eight(end), true);
  }

  /** UTF-8 text; what is not UTF-8 becomes U+FFFD. */
  text(start: number, end: number): string {
    this.#buffer ??= Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    return this.#buffer.toString('utf8', start, end);
  }

  /** Takes eight bytes and returns where they stand. */
  eight(end: number): number {
    const pos = this.pos;
    if (pos + 8 > end)
      throw new Malformed(within(pos, end), `8 bytes are expected where only ${end - pos} are left in the message`);
    this.pos = pos + 8;
    return pos;
  }

  /**
   * Skips the field whose tag stands at `tagPosition`. `known` has bit n set for each field number n that the caller
   * reads: those have come with another wire type than the schema gives them, which is an error, not an unknown field.
   */
  skip(tagPosition: number, end: number, known: number): void {
    this.pos = tagPosition;
    const tag = this.tag(end);
    const field = tag >>> 3;
    if (field < 32 && (known >>> field) & 1) {
      throw new Malformed(tagPosition, `wire type ${tag & 7} is not the one of field ${field}`);
    }
    switch (tag & 7) {
      case VARINT:
        this.varint(end);
        return;
      case FIXED64:
        this.eight(end);
        return;
      case BYTES:
        this.pos = this.lengthEnd(end);
        return;
      case FIXED32:
        if (this.pos + 4 > end)
          throw new Malformed(within(this.pos, end), '4 bytes are expected at the end of a message');
        this.pos += 4;
        return;
      default:
        throw new Malformed(tagPosition, `wire type ${tag & 7} of field ${field} is not used in OTLP`);
    }
  }
}

/** A position that belongs to the message: what is missing at its end is missed by its last byte. */
function within(position: number, end: number): number {
  return Math.min(position, end - 1);
}
