/** One field of a protobuf message, read the slow and plain way: what the walker is compared with. */
export interface Field {
  readonly number: number;
  readonly wireType: number;
  /** Varint, fixed64 and fixed32 as a bigint, length-delimited as bytes. */
  readonly value: bigint | Uint8Array;
}

export function parseFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let pos = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[pos++];
      if (byte === undefined) throw new Error('truncated');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const fixed = (size: number): bigint => {
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[pos + i] as number);
    pos += size;
    return value;
  };
  while (pos < bytes.length) {
    const tag = Number(varint());
    const wireType = tag & 7;
    let value: bigint | Uint8Array;
    if (wireType === 0) value = varint();
    else if (wireType === 1) value = fixed(8);
    else if (wireType === 5) value = fixed(4);
    else {
      const length = Number(varint());
      value = bytes.subarray(pos, pos + length);
      pos += length;
    }
    fields.push({ number: tag >>> 3, wireType, value });
  }
  return fields;
}

export function writeFields(fields: readonly Field[]): Uint8Array {
  const out: number[] = [];
  const varint = (value: bigint): void => {
    let rest = value;
    for (; rest > 0x7fn; rest >>= 7n) out.push(Number(rest & 0x7fn) | 0x80);
    out.push(Number(rest));
  };
  for (const { number, wireType, value } of fields) {
    varint(BigInt(number * 8 + wireType));
    if (value instanceof Uint8Array) {
      varint(BigInt(value.length));
      for (const byte of value) out.push(byte);
    } else if (wireType === 0) {
      varint(value);
    } else {
      for (let i = 0; i < (wireType === 1 ? 8 : 4); i++) out.push(Number((value >> BigInt(8 * i)) & 0xffn));
    }
  }
  return Uint8Array.from(out);
}
