import type { Millis } from '../core/time.ts';
import type { LabelSet } from './label-set.ts';
import type { Matcher } from './matcher.ts';

/** Samples of one series, ascending in time. NaN is no sample but the end of what came before it: a gap. */
export interface Samples {
  readonly time: Float64Array;
  readonly value: Float64Array;
}

/** A series that a selector found. */
export interface SelectedSeries extends Samples {
  readonly labels: LabelSet;
  /** How long a sample is the newest word when no other follows. */
  readonly lookback: Millis;
}

/** Which samples of a series: those with `after < time <= upTo`, and `lookback` earlier when that is asked for. */
export interface SampleSpan {
  readonly after: Millis;
  readonly upTo: Millis;
  readonly withLookback: boolean;
}

/**
 * Where series come from. `undefined` stands between series where looking for them takes time, so that others get
 * their turn.
 */
export interface SeriesSource {
  select(matchers: readonly Matcher[], span: SampleSpan): Iterable<SelectedSeries | undefined>;
  /** Labels only, of series that began at or before `upTo`. */
  labels(matchers: readonly Matcher[], upTo: Millis): Iterable<LabelSet | undefined>;
}
