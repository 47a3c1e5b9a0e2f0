import { USUAL, type Evidence, type Usual } from './evidence.ts';
import { facetScores } from './facet-scores.ts';
import type { Rubric } from './rubric.ts';

/** Below so many services with evidence of their own the built-in figures are used: a median of few is one of them. */
const ENOUGH = 5;

/** What is usual among services: medians of what their own evidence says. */
export function usualOf(all: readonly Evidence[], rubric: Rubric): Usual {
  const known = all.filter(({ sums }) => sums.calls >= rubric.facets.reliability.prior);
  const timed = all.filter(({ sums }) => sums.timed >= rubric.facets.latency.prior);
  const stability = all.flatMap((evidence) => {
    const score = facetScores(evidence, USUAL, rubric).scores.find(({ facet }) => facet === 'stability');
    return score?.raw === undefined || score.amount < score.prior ? [] : [score.raw];
  });
  const stars = all.flatMap(({ votes }) => votes.filter(({ isOwner }) => !isOwner).map((vote) => vote.stars));
  return {
    failed: median(known.map(({ sums }) => sums.failed / sums.calls)) ?? USUAL.failed,
    slow: median(timed.map(({ sums }) => sums.slow / sums.timed)) ?? USUAL.slow,
    stability: median(stability) ?? USUAL.stability,
    stars: stars.length < ENOUGH ? USUAL.stars : stars.reduce((sum, one) => sum + one, 0) / stars.length,
  };
}

function median(values: readonly number[]): number | undefined {
  if (values.length < ENOUGH) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
