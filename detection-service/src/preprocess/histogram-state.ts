import type { Entity } from '../core/series.ts';
import type { Millis } from '../core/time.ts';
import type { BlobReader, BlobWriter } from './blobs.ts';
import { ByteReader, ByteWriter } from './byte-code.ts';
import type { HistogramBase } from './cumulative.ts';
import { Distribution } from './distribution.ts';
import type { HistogramStream } from './histogram-streams.ts';
import type { Track } from './request-steps.ts';
import type { Outcome } from './request-sums.ts';
import type { Stage } from './stage.ts';

interface SavedBase {
  readonly time: Millis;
  readonly start: Millis;
  readonly count: number;
  /** null: the sum is not known. */
  readonly sum: number | null;
  readonly bounds: readonly number[] | null;
  readonly counts: readonly number[] | null;
  /** Whether a distribution is the next blob. */
  readonly spread: boolean;
}

/** A stream of sums as plain data; the distribution of its newest point is a blob. */
export interface SavedHistogram {
  /** Tenant, mode and key of each track's subject. */
  readonly tracks: readonly (readonly [number, number, string])[];
  readonly waiting: Entity | null;
  readonly outcome: Outcome;
  readonly factor: number;
  readonly base: SavedBase | null;
}

export function savedHistogram(stream: HistogramStream, blobs: BlobWriter): SavedHistogram {
  const { waiting, outcome, factor, base } = stream;
  const tracks = stream.tracks.map((track) => {
    const { tenant, subject } = track;
    return [tenant, subject.tracks.indexOf(track), subject.key] as const;
  });
  if (base?.distribution !== undefined) {
    const bytes = new ByteWriter();
    base.distribution.encode(bytes);
    blobs.add(bytes.take());
  }
  return { tracks, waiting: waiting ?? null, outcome, factor, base: base === undefined ? null : savedBase(base) };
}

function savedBase({ time, start, count, sum, bounds, counts, distribution }: HistogramBase): SavedBase {
  const list = (column: Float64Array | undefined): number[] | null =>
    column === undefined ? null : Array.from(column);
  return {
    time,
    start,
    count,
    sum: Number.isFinite(sum) ? sum : null,
    bounds: list(bounds),
    counts: list(counts),
    spread: distribution !== undefined,
  };
}

/** The stream; its tracks must have been restored. */
export function restoredHistogram(
  stage: Stage,
  { tracks, waiting, outcome, factor, base }: SavedHistogram,
  blobs: BlobReader
): HistogramStream {
  const column = (list: readonly number[] | null): Float64Array | undefined =>
    list === null ? undefined : Float64Array.from(list);
  return {
    tracks: tracks.map(([tenant, mode, key]) => stage.tenants[tenant]?.subjects.get(key)?.tracks[mode] as Track),
    waiting: waiting ?? undefined,
    outcome,
    factor,
    base:
      base === null
        ? undefined
        : {
            time: base.time,
            start: base.start,
            count: base.count,
            sum: base.sum ?? Number.NaN,
            bounds: column(base.bounds),
            counts: column(base.counts),
            distribution: base.spread ? Distribution.decode(new ByteReader(blobs.next())) : undefined,
          },
  };
}
