import type { Millis } from '../core/time.ts';

/** What one metrics request may hold. Sizes are bytes on the wire. */
export interface DecodeLimits {
  /** Points that are taken from one request; more is `too_large`. */
  readonly points: number;
  /** Attributes of one point. */
  readonly attributes: number;
  /** One key or value of a point attribute. */
  readonly attributeBytes: number;
  /** Attributes of one resource; agents put command lines and annotations there, so there is more room. */
  readonly resourceAttributes: number;
  /** One key or value of a resource attribute. */
  readonly resourceAttributeBytes: number;
  /** Name of a metric or scope, or a unit. */
  readonly nameBytes: number;
  /** Buckets of a histogram; of an exponential histogram on each side of zero. */
  readonly buckets: number;
  /** Arrays and key-value lists within one attribute value. */
  readonly valueDepth: number;
  /** Point times before this are refused: a sender that writes seconds, milliseconds or microseconds lands in 1970. */
  readonly earliest: Millis;
  /** Point times from this on are refused: at 2^63 ns (the year 2262) signed clocks wrap. */
  readonly latest: Millis;
}

/** The defaults. */
export const DECODE_LIMITS: DecodeLimits = {
  points: 1_000_000,
  attributes: 64,
  attributeBytes: 1_024,
  resourceAttributes: 128,
  resourceAttributeBytes: 16_384,
  nameBytes: 1_024,
  buckets: 1_000,
  valueDepth: 16,
  earliest: Date.UTC(1971, 0, 1),
  latest: 9_223_372_036_854,
};
