import type { Millis } from '../core/time.ts';
import type { WantedResults } from '../storage/ports.ts';
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

/** Results that must be near before whoever reads them goes on. */
export class Needed {
  readonly results: readonly WantedResults[];

  constructor(results: readonly WantedResults[]) {
    this.results = results;
  }
}

/** A pause in which others get their turn, and in which what is needed is brought near. */
export type Pause = Needed | undefined;

/** Whether it stands between series. */
export function isPause<T extends object>(one: T | Pause): one is Pause {
  return one === undefined || one instanceof Needed;
}

/** Where series come from. Pauses stand between series, where looking for them takes time. */
export interface SeriesSource {
  select(matchers: readonly Matcher[], span: SampleSpan): Iterable<SelectedSeries | Pause>;
  /** Labels only, of series that began at or before `upTo`. */
  labels(matchers: readonly Matcher[], upTo: Millis): Iterable<LabelSet | undefined>;
}
