import type { Millis } from '../core/time.ts';
import type { Evidence, Usual } from './evidence.ts';
import { facetScores, type FacetScore, type NotApplicable } from './facet-scores.ts';
import type { Band, Facet, Rubric } from './rubric.ts';

/** One line of a rating: where points went, and why. */
export interface RatingLine {
  readonly what: Facet | 'not-enough-data' | 'cap';
  /** Points lost; never negative. */
  readonly lost: number;
  readonly sentence: string;
}

/** The rating of one API. The lines sum to what is missing to 100. */
export interface Rating {
  readonly time: Millis;
  readonly rubric: string;
  /** 0..100. */
  readonly score: number;
  /** In four of five cases the score lies within. */
  readonly low: number;
  readonly high: number;
  /** Absent while provisional: too little is known. */
  readonly band: Band | undefined;
  /** 0..100: how much of what counts is known. */
  readonly confidence: number;
  readonly lines: readonly RatingLine[];
  readonly notApplicable: readonly NotApplicable[];
  /** The facet that would raise it most, and by how much. */
  readonly raise: { readonly facet: Facet; readonly points: number } | undefined;
}

/**
 * Rates an API by a rubric: a weighted mean of the facets that apply, each drawn towards what is usual while evidence is
 * short, then caps. Additive, so that every lost point has its line; the caps are lines, too. Pure: the same evidence
 * gives the same rating.
 */
export function rate(evidence: Evidence, usual: Usual, rubric: Rubric): Rating {
  const { scores, missing } = facetScores(evidence, usual, rubric);
  const total = scores.reduce((sum, { facet }) => sum + rubric.facets[facet].weight, 0);
  const shareOf = ({ facet }: FacetScore): number => rubric.facets[facet].weight / total;
  const lines: RatingLine[] = [];
  let unknown = 0;
  for (const score of scores) {
    const lost = shareOf(score) * (100 - score.points);
    const evident =
      shareOf(score) * Math.max(0, 100 - (score.raw ?? 100)) * (score.amount / (score.amount + score.prior || 1));
    const own = Math.min(lost, evident);
    unknown += lost - own;
    lines.push({ what: score.facet, lost: own, sentence: score.sentence });
  }
  lines.sort((a, b) => b.lost - a.lost);
  lines.push({ what: 'not-enough-data', lost: unknown, sentence: knownSentence(evidence, rubric) });
  const uncapped = 100 - lines.reduce((sum, { lost }) => sum + lost, 0);
  const caps = capsOf(evidence, rubric);
  const cap = caps.toSorted((a, b) => a.most - b.most)[0];
  const score = Math.max(0, Math.min(uncapped, cap?.most ?? 100));
  if (cap !== undefined) lines.push({ what: 'cap', lost: Math.max(0, uncapped - score), sentence: cap.sentence });
  const spread = Math.sqrt(scores.reduce((sum, one) => sum + (shareOf(one) * one.spread) ** 2, 0));
  const within = (value: number): number => Math.max(0, Math.min(100, cap?.most ?? 100, value));
  const confidence = 100 * scores.reduce((sum, one) => sum + shareOf(one) * (one.amount / (one.amount + one.prior)), 0);
  return {
    time: evidence.time,
    rubric: rubric.id,
    score,
    low: within(score - spread),
    high: within(score + spread),
    band: confidence < rubric.provisionalBelow ? undefined : rubric.bands.find(([from]) => score >= from)?.[1],
    confidence,
    lines,
    notApplicable: missing,
    raise: raiseOf(lines),
  };
}

function knownSentence({ sums }: Evidence, { window }: Rubric): string {
  const days = sums.steps === 0 ? 0 : Math.round((window * sums.knownSteps) / sums.steps);
  return `${days} of ${window} days known`;
}

interface Cap {
  readonly most: number;
  readonly sentence: string;
}

function capsOf({ time, problems, sums, promises }: Evidence, rubric: Rubric): Cap[] {
  const caps: Cap[] = [];
  const { openProblem, budgetSpent } = rubric;
  const grave = problems.some(
    ({ start, end = Infinity, concern, word }) =>
      start <= time && end > time && concern >= openProblem.concern && word === 'confirmed'
  );
  if (grave) {
    caps.push({ most: openProblem.most, sentence: `a confirmed problem is open: at most ${openProblem.most}` });
  }
  const budget = promises.errorBudget ?? rubric.errorBudget;
  if (sums.calls >= rubric.facets.reliability.prior && sums.failed / sums.calls > budget) {
    caps.push({ most: budgetSpent.most, sentence: `the error budget is spent: at most ${budgetSpent.most}` });
  }
  return caps;
}

function raiseOf(lines: readonly RatingLine[]): Rating['raise'] {
  const [most] = lines.filter(({ what }) => what !== 'cap' && what !== 'not-enough-data');
  if (most === undefined || most.lost < 0.05) return undefined;
  return { facet: most.what as Facet, points: most.lost };
}
