import { ProtoWriter } from '@weir/detection-service/ingest/proto-writer.ts';

/** Samples of one series for a remote write. NaN is written as Prometheus' marker of the end of a series. */
export interface WrittenSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [time: number, value: number])[];
}

/** The one NaN that means "here the series ended" (Prometheus, model/value). */
const STALE = 0x7ff0000000000002n;

/** The body of a remote write, version 1: protobuf in Snappy's block format. */
export function remoteWriteBody(series: readonly WrittenSeries[]): Uint8Array<ArrayBuffer> {
  const writer = new ProtoWriter();
  for (const { labels, samples } of series) {
    writer.message(1, () => {
      for (const name of Object.keys(labels).sort()) {
        writer.message(1, () => {
          writer.string(1, name);
          writer.string(2, labels[name] as string);
        });
      }
      for (const [time, value] of samples) {
        writer.message(2, () => {
          if (Number.isNaN(value)) writer.fixed64(1, STALE);
          else writer.double(1, value);
          writer.varint(2, time);
        });
      }
    });
  }
  return uncompressedSnappy(writer.finish());
}

/** Snappy allows not to compress: the length, then literals of at most 64 KiB. */
function uncompressedSnappy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const parts: number[][] = [];
  const length: number[] = [];
  for (let rest = bytes.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest < 128 ? rest : (rest % 128) | 128);
    if (rest < 128) break;
  }
  parts.push(length);
  for (let from = 0; from < bytes.length; from += 65_536) {
    const literal = bytes.subarray(from, from + 65_536);
    const last = literal.length - 1;
    parts.push([61 << 2, last & 0xff, last >> 8], [...literal]);
  }
  return Uint8Array.from(parts.flat());
}
