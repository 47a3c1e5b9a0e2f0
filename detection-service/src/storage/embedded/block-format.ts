import { crc32 } from 'node:zlib';
import type { BlockScale } from './series-codec.ts';

/**
 * A block holds the results of many series over one span, series after series, and never changes. Little-endian:
 *
 *     head     64 bytes: magic, start, unit and values per step of its numbers, checksum
 *     groups   up to 128 series each: checksum, count, ordinals, lengths of the records in words; then the records
 *     tail     positions of the groups (f64), their first ordinals (u32), the signatures of the rows that went in
 *     foot     64 bytes: counts, span, checksums of the tail and of itself
 */
export const HEAD_BYTES = 64;
export const FOOT_BYTES = 64;
export const GROUP_SERIES = 128;
export const SIGNATURE_BYTES = 24;
const MAGIC = 0x4b_4c_42_57;
const VERSION = 1;

/** What tells one written step apart from another, so that a repetition after a restart is recognised. */
export interface RowSignature {
  readonly time: number;
  readonly revision: number;
  readonly count: number;
  /** First ordinal. */
  readonly first: number;
  /** CRC-32 of all that was written. */
  readonly checksum: number;
}

/** A signature as one word to look up. */
export function signatureKey({ time, revision, count, first, checksum }: RowSignature): string {
  return [time, revision, count, first, checksum].join('/');
}

/** What the foot says. */
export interface BlockFoot {
  readonly tailPosition: number;
  readonly groups: number;
  readonly signatures: number;
  readonly series: number;
  readonly samples: number;
  readonly minTime: number;
  readonly maxTime: number;
  readonly tailChecksum: number;
}

export function encodeHead(scale: BlockScale): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setFloat64(8, scale.start, true);
  view.setFloat64(16, scale.unit, true);
  view.setFloat64(24, scale.perStep, true);
  return sealed(bytes);
}

/** `undefined` when the bytes are not the head of a block of this version. */
export function decodeHead(bytes: Uint8Array): BlockScale | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (!isSealed(bytes) || view.getUint32(0, true) !== MAGIC || view.getUint32(4, true) !== VERSION) return undefined;
  return {
    start: view.getFloat64(8, true),
    unit: view.getFloat64(16, true),
    perStep: view.getFloat64(24, true),
  };
}

export function encodeFoot(foot: BlockFoot): Uint8Array {
  const bytes = new Uint8Array(FOOT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, foot.tailPosition, true);
  view.setUint32(8, foot.groups, true);
  view.setUint32(12, foot.signatures, true);
  view.setFloat64(16, foot.series, true);
  view.setFloat64(24, foot.samples, true);
  view.setFloat64(32, foot.minTime, true);
  view.setFloat64(40, foot.maxTime, true);
  view.setUint32(48, foot.tailChecksum, true);
  return sealed(bytes);
}

/** `undefined` when the bytes are not a whole foot. */
export function decodeFoot(bytes: Uint8Array): BlockFoot | undefined {
  if (!isSealed(bytes)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    tailPosition: view.getFloat64(0, true),
    groups: view.getUint32(8, true),
    signatures: view.getUint32(12, true),
    series: view.getFloat64(16, true),
    samples: view.getFloat64(24, true),
    minTime: view.getFloat64(32, true),
    maxTime: view.getFloat64(40, true),
    tailChecksum: view.getUint32(48, true),
  };
}

export function encodeSignatures(signatures: readonly RowSignature[]): Uint8Array {
  const bytes = new Uint8Array(signatures.length * SIGNATURE_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [i, signature] of signatures.entries()) {
    const at = i * SIGNATURE_BYTES;
    view.setFloat64(at, signature.time, true);
    view.setUint32(at + 8, signature.revision, true);
    view.setUint32(at + 12, signature.count, true);
    view.setUint32(at + 16, signature.first, true);
    view.setUint32(at + 20, signature.checksum, true);
  }
  return bytes;
}

export function decodeSignatures(bytes: Uint8Array): RowSignature[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / SIGNATURE_BYTES }, (_, i) => ({
    time: view.getFloat64(i * SIGNATURE_BYTES, true),
    revision: view.getUint32(i * SIGNATURE_BYTES + 8, true),
    count: view.getUint32(i * SIGNATURE_BYTES + 12, true),
    first: view.getUint32(i * SIGNATURE_BYTES + 16, true),
    checksum: view.getUint32(i * SIGNATURE_BYTES + 20, true),
  }));
}

/** Puts the checksum of the bytes before it into the last four. */
function sealed(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - 4;
  new DataView(bytes.buffer).setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

function isSealed(bytes: Uint8Array): boolean {
  const end = bytes.length - 4;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(end, true) === crc32(bytes.subarray(0, end));
}
