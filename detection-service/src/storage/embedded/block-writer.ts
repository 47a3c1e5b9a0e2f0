import { crc32 } from 'node:zlib';
import { encodeFoot, encodeHead, encodeSignatures, GROUP_SERIES, HEAD_BYTES } from './block-format.ts';
import type { RowSignature } from './block-format.ts';
import type { ResultRows } from './result-rows.ts';
import { SeriesCodec } from './series-codec.ts';
import type { BlockScale } from './series-codec.ts';
import type { Append } from './write-atomically.ts';

/** Writes a block from its start to its end; only one group of series is in memory. */
export class BlockWriter {
  readonly #append: Append;
  readonly #scale: BlockScale;
  readonly #codec = new SeriesCodec();
  readonly #ordinals = new Uint32Array(GROUP_SERIES);
  readonly #lengths = new Uint32Array(GROUP_SERIES);
  readonly #positions: number[] = [];
  readonly #firstOrdinals: number[] = [];
  #records = new Int32Array(1 << 16);
  #recordWords = 0;
  #inGroup = 0;
  #position = HEAD_BYTES;
  #series = 0;
  #samples = 0;
  #minTime = Infinity;
  #maxTime = -Infinity;

  constructor(append: Append, scale: BlockScale) {
    this.#append = append;
    this.#scale = scale;
    append(encodeHead(scale));
  }

  /** Adds one series with its rows, ascending in time. Series come in the order of their ordinals. */
  add(ordinal: number, rows: ResultRows): void {
    const record = this.#codec.encode(rows, this.#scale);
    if (this.#recordWords + record.length > this.#records.length) {
      const larger = new Int32Array(2 * (this.#recordWords + record.length));
      larger.set(this.#records.subarray(0, this.#recordWords));
      this.#records = larger;
    }
    this.#records.set(record, this.#recordWords);
    this.#recordWords += record.length;
    this.#ordinals[this.#inGroup] = ordinal;
    this.#lengths[this.#inGroup] = record.length;
    this.#inGroup++;
    this.#series++;
    this.#samples += rows.length;
    this.#minTime = Math.min(this.#minTime, rows.time[0] as number);
    this.#maxTime = Math.max(this.#maxTime, rows.time[rows.length - 1] as number);
    if (this.#inGroup === GROUP_SERIES) this.#endGroup();
  }

  #endGroup(): void {
    const count = this.#inGroup;
    if (count === 0) return;
    const head = new Uint32Array(2 + 2 * count);
    head[1] = count;
    head.set(this.#ordinals.subarray(0, count), 2);
    head.set(this.#lengths.subarray(0, count), 2 + count);
    head[0] = crc32(new Uint8Array(head.buffer, 4));
    this.#positions.push(this.#position);
    this.#firstOrdinals.push(this.#ordinals[0] as number);
    this.#write(new Uint8Array(head.buffer));
    this.#write(new Uint8Array(this.#records.buffer, 0, this.#recordWords * 4));
    this.#inGroup = 0;
    this.#recordWords = 0;
  }

  #write(bytes: Uint8Array): void {
    this.#append(bytes);
    this.#position += bytes.length;
  }

  /** Ends the block; returns the newest time in it. */
  end(signatures: readonly RowSignature[]): {
    readonly series: number;
    readonly samples: number;
    readonly maxTime: number;
  } {
    this.#endGroup();
    const tailPosition = this.#position;
    const tail = Buffer.concat([
      new Uint8Array(Float64Array.from(this.#positions).buffer),
      new Uint8Array(Uint32Array.from(this.#firstOrdinals).buffer),
      encodeSignatures(signatures),
    ]);
    this.#write(tail);
    this.#write(
      encodeFoot({
        tailPosition,
        groups: this.#positions.length,
        signatures: signatures.length,
        series: this.#series,
        samples: this.#samples,
        minTime: this.#minTime,
        maxTime: this.#maxTime,
        tailChecksum: crc32(tail),
      })
    );
    return { series: this.#series, samples: this.#samples, maxTime: this.#maxTime };
  }
}
