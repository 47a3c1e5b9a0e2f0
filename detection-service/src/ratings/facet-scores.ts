import { DAY, MINUTE } from '../core/time.ts';
import { degradedMinutes } from './degraded-minutes.ts';
import type { Evidence, Usual } from './evidence.ts';
import { budgetPoints, type Facet, type Rubric } from './rubric.ts';
import { averageStars, liveWeight } from './votes.ts';

/** What one facet says, before it is weighed. */
export interface FacetScore {
  readonly facet: Facet;
  /** 0..100, drawn towards what is usual as far as evidence is short. */
  readonly points: number;
  /** What the evidence alone says; undefined where there is none. */
  readonly raw: number | undefined;
  /** Evidence, in the units of the facet's prior. */
  readonly amount: number;
  readonly prior: number;
  /** Half the width in points within which the score lies in four of five cases. */
  readonly spread: number;
  /** A sentence with the numbers. */
  readonly sentence: string;
}

/** A facet that cannot be rated, and why. */
export interface NotApplicable {
  readonly facet: Facet;
  readonly reason: string;
}

/** Four of five cases lie within so many standard deviations. */
const Z80 = 1.2816;
/** How far ratings of services differ where nothing else is known, as a standard deviation in points. */
const PRIOR_DEVIATION = 20;
const STAR_POINTS = 25;
const STAR_DEVIATION = 1.1;

/** The facets that can be fed; the others are not applicable, with their reason. */
export function facetScores(
  evidence: Evidence,
  usual: Usual,
  rubric: Rubric
): { readonly scores: readonly FacetScore[]; readonly missing: readonly NotApplicable[] } {
  const scores = [reliability(evidence, usual, rubric)];
  const missing: NotApplicable[] = [];
  if (evidence.promises.slowerThan === undefined) {
    missing.push({ facet: 'latency', reason: 'no objective says how slow is too slow' });
  } else scores.push(latency(evidence, usual, rubric, evidence.promises.slowerThan));
  scores.push(stability(evidence, usual, rubric));
  missing.push(
    { facet: 'outlook', reason: 'forecasts do not count yet' },
    { facet: 'change-safety', reason: 'no changes are known' },
    { facet: 'contract', reason: 'no API document is known' }
  );
  scores.push(consumers(evidence, usual, rubric));
  return { scores, missing };
}

function reliability({ sums, promises }: Evidence, usual: Usual, rubric: Rubric): FacetScore {
  const budget = promises.errorBudget ?? rubric.errorBudget;
  const objective = `objective ${share(budget)}`;
  return rate('reliability', sums.failed, sums.calls, usual.failed, budget, rubric, `failed, ${objective}`);
}

function latency({ sums }: Evidence, usual: Usual, rubric: Rubric, slowerThan: number): FacetScore {
  const words = `slower than ${slowerThan} ms, objective ${share(rubric.slowBudget)}`;
  return rate('latency', sums.slow, sums.timed, usual.slow, rubric.slowBudget, rubric, words);
}

/** A share of calls against a budget: drawn towards the usual share by as many calls as the prior says. */
function rate(
  facet: Facet,
  bad: number,
  calls: number,
  usual: number,
  budget: number,
  rubric: Rubric,
  words: string
): FacetScore {
  const { prior } = rubric.facets[facet];
  const known = (bad + prior * usual) / (calls + prior);
  const deviation = Math.sqrt((known * (1 - known)) / (calls + prior));
  const points = budgetPoints(known / budget);
  const better = budgetPoints(Math.max(0, known - Z80 * deviation) / budget);
  const worse = budgetPoints((known + Z80 * deviation) / budget);
  return {
    facet,
    points,
    raw: calls === 0 ? undefined : budgetPoints(bad / calls / budget),
    amount: calls,
    prior,
    spread: (better - worse) / 2,
    sentence: calls === 0 ? 'no calls are known' : `${share(bad / calls)} of ${count(calls)} calls ${words}`,
  };
}

function stability({ time, sums, problems }: Evidence, usual: Usual, rubric: Rubric): FacetScore {
  const { prior } = rubric.facets.stability;
  const window = rubric.window * DAY;
  const from = time - window;
  const days = sums.steps === 0 ? 0 : (rubric.window * sums.knownSteps) / sums.steps;
  const minutes = degradedMinutes(problems, from, time);
  const raw = budgetPoints(minutes / ((days * DAY * rubric.degradedBudget) / MINUTE || 1));
  const own = days === 0 ? 0 : days * raw;
  const during = problems.filter(({ start, end = time, word }) => start < time && end > from && word !== 'discarded');
  return {
    facet: 'stability',
    points: (own + prior * usual.stability) / (days + prior),
    raw: days === 0 ? undefined : raw,
    amount: days,
    prior,
    spread: Z80 * PRIOR_DEVIATION * (prior / (days + prior)),
    sentence:
      during.length === 0
        ? `no problems in ${plural(Math.round(days), 'day')}`
        : `${plural(during.length, 'problem')}, ${Math.round(minutes)} min of full concern`,
  };
}

function consumers({ time, votes }: Evidence, usual: Usual, rubric: Rubric): FacetScore {
  const { prior } = rubric.facets.consumers;
  const counted = votes.filter(({ isOwner }) => !isOwner);
  const weight = counted.reduce((sum, vote) => sum + liveWeight(vote, time, rubric), 0);
  const stars = counted.reduce((sum, vote) => sum + vote.stars * liveWeight(vote, time, rubric), 0);
  const drawn = (stars + prior * usual.stars) / (weight + prior);
  const average = averageStars(votes, time, rubric);
  return {
    facet: 'consumers',
    points: STAR_POINTS * (drawn - 1),
    raw: weight === 0 ? undefined : STAR_POINTS * (stars / weight - 1),
    amount: weight,
    prior,
    spread: (Z80 * STAR_POINTS * STAR_DEVIATION) / Math.sqrt(weight + prior),
    sentence:
      average === undefined
        ? `${plural(counted.length, 'vote')}; shown from ${rubric.votes.shownFrom}`
        : `${average.toFixed(1)} stars, ${plural(counted.length, 'person', 'people')}`,
  };
}

function share(value: number): string {
  const percent = 100 * value;
  if (percent > 0 && percent < 0.01) return 'less than 0.01 %';
  return `${Number(percent.toPrecision(2))} %`;
}

function count(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  return Math.round(value).toLocaleString('en');
}

function plural(value: number, one: string, many = `${one}s`): string {
  return `${value} ${value === 1 ? one : many}`;
}
