import type { Millis } from '../core/time.ts';

/** What is known of one day of a service; sums, so that days add up. */
export interface ServiceDay {
  readonly calls: number;
  readonly failed: number;
  /** Calls of which the duration is known, and of these the slower ones than the objective. */
  readonly timed: number;
  readonly slow: number;
  /** Steps of which it is known how many calls there were, and steps of a whole day. */
  readonly knownSteps: number;
  readonly steps: number;
}

export const NOTHING_KNOWN: ServiceDay = { calls: 0, failed: 0, timed: 0, slow: 0, knownSteps: 0, steps: 0 };

export function addDays(a: ServiceDay, b: ServiceDay): ServiceDay {
  return {
    calls: a.calls + b.calls,
    failed: a.failed + b.failed,
    timed: a.timed + b.timed,
    slow: a.slow + b.slow,
    knownSteps: a.knownSteps + b.knownSteps,
    steps: a.steps + b.steps,
  };
}

/** A problem as far as it counts: when, how grave, how sure, and what people said of it. */
export interface RatedProblem {
  readonly id: string;
  readonly start: Millis;
  readonly end?: Millis | undefined;
  readonly concern: number;
  readonly confidence: number;
  readonly word?: 'confirmed' | 'discarded' | undefined;
}

/** A person's live vote; the owner's is shown and does not count. */
export interface Vote {
  readonly stars: number;
  readonly time: Millis;
  readonly isOwner: boolean;
}

/** What a service promises, as far as anybody has said. */
export interface Promises {
  /** Share of calls that may fail. */
  readonly errorBudget?: number | undefined;
  /** Milliseconds that calls should not be slower than; without it latency is not rated. */
  readonly slowerThan?: number | undefined;
}

/** Everything that a rating is made of. */
export interface Evidence {
  /** The end of the window. */
  readonly time: Millis;
  readonly sums: ServiceDay;
  readonly problems: readonly RatedProblem[];
  readonly votes: readonly Vote[];
  readonly promises: Promises;
}

/** What is usual among services of the kind: what little evidence is drawn towards. */
export interface Usual {
  readonly failed: number;
  readonly slow: number;
  readonly stability: number;
  /** 1 to 5. */
  readonly stars: number;
}

/** Where nothing is known of others: half of each budget, and three and a half stars. */
export const USUAL: Usual = { failed: 0.0005, slow: 0.025, stability: 75, stars: 3.5 };
