import type { ForecastSummary, ObjectiveChance, Problem, Rating } from './schemas';

/**
 * How the telemetry of a catalog entity stands.
 *
 * - `watched`: there are samples and verdicts.
 * - `learning`: there are samples, but no verdicts yet.
 * - `no-telemetry`: the entity claims a service that has sent nothing.
 * - `not-watched`: the entity claims no service (a group, a library without an annotation).
 * - `unknown`: Weir cannot be reached, and nothing was kept of it.
 *
 * @public
 */
export type WatchState = 'watched' | 'learning' | 'no-telemetry' | 'not-watched' | 'unknown';

/**
 * The service that an entity stands for.
 *
 * @public
 */
export interface ServiceIdentity {
  name: string;
  namespace: string;
  environment: string;
  /** Id of the service in Weir, by which ratings and series are asked for. */
  entityId: string;
}

/**
 * The last day of one indicator in at most 96 points, with its expected band.
 *
 * @public
 */
export interface Sparkline {
  seriesId: string;
  indicator: string;
  unit: string;
  /** Starts of the points, Unix milliseconds. */
  times: number[];
  /** Null is a gap, never a zero. */
  values: (number | null)[];
  lower: (number | null)[];
  upper: (number | null)[];
  /** Whether the point lies in an anomaly. */
  anomalous: boolean[];
  /** Newest value that is known. */
  last: number | null;
}

/**
 * The forecast breach that comes next, or is likeliest.
 *
 * @public
 */
export interface NextBreach {
  forecast: ForecastSummary;
  objective: ObjectiveChance;
}

/**
 * What the cards of one catalog entity show.
 *
 * @public
 */
export interface EntitySummary {
  entityRef: string;
  state: WatchState;
  service: ServiceIdentity | null;
  /** How many problems of it are open; above 1,000 it stays 1,000. */
  openProblems: number;
  /** The open problem of the highest concern. */
  worstProblem: Problem | null;
  /** The newest problem that is over, of the last 14 days: "Nothing unusual in 14 days" when null. */
  lastProblem: Problem | null;
  sparkline: Sparkline | null;
  rating: Rating | null;
  /** Points up or down against a month ago, or since the first rating when that is later; null without history. */
  ratingChange: number | null;
  nextBreach: NextBreach | null;
  /** How many of its series have a forecast. */
  forecasts: number;
  /** Until when its samples are only learned, Unix milliseconds; null when they are judged, or when no sparkline was asked for. */
  learningUntil: number | null;
  /** When this was read from Weir, Unix milliseconds. */
  asOf: number;
  /** Weir did not answer: this is what it said at `asOf`. */
  stale: boolean;
}

/**
 * Answers of one request for all cards of a page.
 *
 * @public
 */
export interface EntitySummaries {
  /** In the order of the request; what the person may not see in the catalog is left out. */
  items: EntitySummary[];
}

/**
 * What the cards of a page need.
 *
 * @public
 */
export interface EntitySummariesRequest {
  /** At most 100 references, such as `component:default/orders`. */
  entityRefs: string[];
  /** Also answer a sparkline each; for one entity or few. */
  sparklines?: boolean;
}
