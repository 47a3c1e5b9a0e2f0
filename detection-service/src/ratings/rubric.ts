/** The facets of an API's rating, in the order in which they are told. */
export const FACETS = [
  'reliability',
  'latency',
  'stability',
  'outlook',
  'change-safety',
  'contract',
  'consumers',
] as const;
export type Facet = (typeof FACETS)[number];

/** What a facet weighs, and how much evidence outweighs what is known of others (`prior`, in the facet's own units). */
export interface FacetRule {
  readonly weight: number;
  readonly prior: number;
}

/** How evidence becomes points: data, so that an organisation can have its own. A published rubric is never changed. */
export interface Rubric {
  readonly id: string;
  readonly facets: Readonly<Record<Facet, FacetRule>>;
  /** Days that are looked at. */
  readonly window: number;
  /** Share of the window that may be degraded before the stability budget is spent. */
  readonly degradedBudget: number;
  /** Share of calls that may fail, and that may be slower than the objective, where no objective says. */
  readonly errorBudget: number;
  readonly slowBudget: number;
  /** The band of a score is the first that it reaches. */
  readonly bands: readonly (readonly [from: number, band: Band])[];
  /** Below this confidence (0..100) there is no band. */
  readonly provisionalBelow: number;
  /** The most that a rating can be while a problem of this concern is open, and when the error budget is spent. */
  readonly openProblem: { readonly concern: number; readonly most: number };
  readonly budgetSpent: { readonly most: number };
  /** Votes: half their weight is gone after so many days; an average is shown from so many voters on. */
  readonly votes: { readonly halfLife: number; readonly shownFrom: number };
}

export type Band = 'A' | 'B' | 'C' | 'D' | 'E';

/**
 * The first rubric. Weights and caps are judgement, not science. A prior of five votes halves the error of an average of
 * stars on a simulated portal (0.607 to 0.320 stars) and is as good as one fitted to the portal.
 */
export const R1: Rubric = {
  id: 'R-1',
  facets: {
    reliability: { weight: 25, prior: 2_000 },
    latency: { weight: 15, prior: 2_000 },
    stability: { weight: 15, prior: 7 },
    outlook: { weight: 10, prior: 14 },
    'change-safety': { weight: 10, prior: 8 },
    contract: { weight: 15, prior: 0 },
    consumers: { weight: 10, prior: 5 },
  },
  window: 30,
  degradedBudget: 0.01,
  errorBudget: 0.001,
  slowBudget: 0.05,
  bands: [
    [85, 'A'],
    [70, 'B'],
    [55, 'C'],
    [40, 'D'],
    [0, 'E'],
  ],
  provisionalBelow: 40,
  openProblem: { concern: 80, most: 59 },
  budgetSpent: { most: 69 },
  votes: { halfLife: 90, shownFrom: 3 },
};

/** Points for a budget of which the share `burned` is spent: 100 untouched, 50 just spent, 25 at twice the budget. */
export function budgetPoints(burned: number): number {
  return burned <= 1 ? 100 - 50 * burned : 50 / burned;
}
