import type { Walk } from './walk.ts';

/** The fields beside `data_points` that a Gauge (none), Histogram or ExponentialHistogram (2) or Sum (2 and 3) has. */
export const GAUGE_FIELDS = 0b10;
export const HISTOGRAM_FIELDS = 0b110;
export const SUM_FIELDS = 0b1110;

/**
 * Reads the field at `pos` of a data message that is not one of its points: temporality or monotonicity when `known`
 * says that the message has them, else it is skipped. Returns where the next field begins.
 */
export function readDataField(walk: Walk, pos: number, end: number, known: number): number {
  const { wire } = walk;
  const tag = wire.bytes[pos];
  wire.pos = pos + 1;
  if (tag === 0x10 && known !== GAUGE_FIELDS) walk.temporality = wire.varint32(end);
  else if (tag === 0x18 && known === SUM_FIELDS) walk.monotonic = wire.varint(end) !== 0;
  else wire.skip(pos, end, known);
  return wire.pos;
}
