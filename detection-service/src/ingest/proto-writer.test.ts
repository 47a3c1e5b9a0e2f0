import { describe, expect, it } from 'vitest';
import { ProtoWriter } from './proto-writer.ts';
import { parseFields } from './test-support/fields.ts';
import { Wire } from './wire.ts';

const hex = (write: (out: ProtoWriter) => void): string => {
  const out = new ProtoWriter(1);
  write(out);
  return Buffer.from(out.finish()).toString('hex');
};

describe('ProtoWriter', () => {
  it('writes the examples of the encoding guide', () => {
    // https://protobuf.dev/programming-guides/encoding/
    expect(hex((out) => out.varint(1, 150))).toBe('089601');
    expect(hex((out) => out.string(2, 'testing'))).toBe('120774657374696e67');
    expect(hex((out) => out.message(3, () => out.varint(1, 150)))).toBe('1a03089601');
    expect(hex((out) => out.varints(6, [3n, 270n, 86_942n]))).toBe('3206038e029ea705');
    expect(hex((out) => out.varint64(1, -2n))).toBe('08feffffffffffffffff01');
  });

  it.each([0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152])('writes a message of %i bytes', (size) => {
    const out = new ProtoWriter(1);
    const content = new Uint8Array(size).fill(0x11);
    out.message(1, () => out.message(2, () => out.bytes(3, content)));
    const inner = parseFields(parseFields(out.finish())[0]?.value as Uint8Array)[0]?.value as Uint8Array;
    expect(Buffer.compare(parseFields(inner)[0]?.value as Uint8Array, content)).toBe(0);
  });

  it.each([0, 1, -1, 2_147_483_647, -2_147_483_648])('sint32 %i comes back', (value) => {
    const out = new ProtoWriter();
    out.sint32(1, value);
    const wire = new Wire(out.finish());
    wire.pos = 1;
    expect(wire.sint32(wire.bytes.length)).toBe(value);
  });

  it.each([0, 127, 128, 2 ** 31, 2 ** 32, 2 ** 53])('varint %i comes back', (value) => {
    const out = new ProtoWriter();
    out.varint(1, value);
    const wire = new Wire(out.finish());
    wire.pos = 1;
    expect(wire.varint(wire.bytes.length)).toBe(value);
  });
});
