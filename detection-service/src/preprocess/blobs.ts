import type { StateArray } from '../core/state.ts';

/** Byte strings one after the other, so that a snapshot holds them in two columns. */
export class BlobWriter {
  private readonly blobs: Uint8Array[] = [];

  add(bytes: Uint8Array): void {
    this.blobs.push(bytes);
  }

  columns(): Readonly<Record<string, StateArray>> {
    const lengths = Uint32Array.from(this.blobs, (blob) => blob.length);
    const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
    let at = 0;
    for (const blob of this.blobs) {
      bytes.set(blob, at);
      at += blob.length;
    }
    return { lengths, bytes };
  }
}

/** Gives them back in their order. */
export class BlobReader {
  private readonly lengths: Uint32Array;
  private readonly bytes: Uint8Array;
  private index = 0;
  private at = 0;

  constructor(columns: Readonly<Record<string, StateArray>>) {
    this.lengths = columns['lengths'] as Uint32Array;
    this.bytes = columns['bytes'] as Uint8Array;
  }

  next(): Uint8Array {
    const from = this.at;
    this.at += this.lengths[this.index++] as number;
    return this.bytes.subarray(from, this.at);
  }
}
