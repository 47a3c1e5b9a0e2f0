import type { Range } from '../configSchemas';

const HOUR = 3_600_000;
const LENGTHS: Readonly<Record<Range, number>> = { '24h': 24 * HOUR, '7d': 168 * HOUR, '30d': 720 * HOUR };

/** Length of a range in ms. */
export function rangeMs(range: Range): number {
  return LENGTHS[range];
}

/** The span that a range shows, to the full minute: within a minute the same question is not asked twice. */
export function windowOf(range: Range, now: number): { from: number; to: number } {
  const to = Math.ceil(now / 60_000) * 60_000;
  return { from: to - LENGTHS[range], to };
}
