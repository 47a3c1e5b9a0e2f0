import type {
  ForecastSummaryPage,
  NextBreach,
  Problem,
  ProblemPage,
  Rating,
  RatingHistory,
  WeirEntity,
} from '@weir/backstage-plugin-weir-common';
import type { DetectionClient } from '../detection/client';
import { WeirRefusedError } from '../detection/failure';

/** What a card shows of a service, but for its line. */
export interface ServiceFacts {
  readonly openProblems: number;
  readonly worstProblem: Problem | null;
  readonly lastProblem: Problem | null;
  readonly rating: Rating | null;
  readonly ratingChange: number | null;
  readonly nextBreach: NextBreach | null;
  readonly forecasts: number;
}

const FORTNIGHT = 14 * 86_400_000;
const MOST_PROBLEMS = 1_000;
const HISTORY_DAYS = 30;

/** Reads it from Weir. */
export async function readServiceFacts(
  client: DetectionClient,
  service: WeirEntity,
  now: number,
  timeout: number
): Promise<ServiceFacts> {
  const id = encodeURIComponent(service.id);
  const { name } = service;
  const [open, recent, forecasts, rating, history] = await Promise.all([
    client.json<ProblemPage>({
      path: '/v1/problems',
      query: { service: name, open: true, limit: MOST_PROBLEMS },
      timeout,
    }),
    client.json<ProblemPage>({
      path: '/v1/problems',
      query: { service: name, from: now - FORTNIGHT, limit: 50 },
      timeout,
    }),
    client.json<ForecastSummaryPage>({ path: '/v1/forecasts', query: { service: name, limit: 200 }, timeout }),
    orNull(client.json<Rating>({ path: `/v1/ratings/${id}`, timeout })),
    orNull(client.json<RatingHistory>({ path: `/v1/ratings/${id}/history`, query: { days: HISTORY_DAYS }, timeout })),
  ]);
  return {
    openProblems: open.items.length,
    worstProblem: worst(open.items),
    lastProblem: recent.items.find(({ end }) => end !== null) ?? null,
    rating,
    ratingChange: changeOf(rating, history),
    nextBreach: nextBreachOf(forecasts, service),
    forecasts: forecasts.items.filter(({ status }) => status === 'made').length,
  };
}

/** Points between the first day of a history and now. */
export function changeOf(rating: Rating | null, history: RatingHistory | null): number | null {
  const first = history?.points[0];
  return rating === null || first === undefined || first.time >= rating.time ? null : rating.score - first.score;
}

function worst(problems: readonly Problem[]): Problem | null {
  return problems.reduce<Problem | null>(
    (best, one) => (best !== null && best.concernScore >= one.concernScore ? best : one),
    null
  );
}

/** The likeliest breach of the service itself; of equally likely ones the nearest. */
function nextBreachOf({ items }: ForecastSummaryPage, { environment }: WeirEntity): NextBreach | null {
  const all = items
    .filter(({ status, series }) => status === 'made' && series.entity.environment === environment)
    .flatMap((forecast) => forecast.objectives.map((objective) => ({ forecast, objective })));
  const near = ({ objective }: NextBreach) => objective.from ?? Number.MAX_SAFE_INTEGER;
  all.sort((a, b) => b.objective.chance - a.objective.chance || near(a) - near(b));
  return all[0] ?? null;
}

/** A service that has no rating yet is no failure. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof WeirRefusedError && error.statusCode === 404) return null;
    throw error;
  }
}
