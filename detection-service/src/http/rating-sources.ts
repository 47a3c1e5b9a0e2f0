import type { Config } from '../config/schema.ts';
import type { Millis } from '../core/time.ts';
import type { Promises, RatedProblem } from '../ratings/evidence.ts';
import type { RatingSources } from '../ratings/sources.ts';
import type { RecordStore } from '../records/record-store.ts';
import type { AnomalyStore, CatalogueStore, ReadableResults } from '../storage/ports.ts';
import type { SourceState } from './dependencies.ts';
import { feedbackOf } from './feedback-of.ts';
import { allVotes, votesOn } from './rating-mapping.ts';

/** Where ratings find what they are made from. */
export interface RatingParts {
  readonly catalogue: Pick<CatalogueStore, 'series' | 'entities'>;
  readonly results: ReadableResults;
  readonly anomalies: Pick<AnomalyStore, 'problems'>;
  readonly records: Pick<RecordStore, 'list'>;
  readonly objectives: Config['objectives'];
  readonly sources: (tenant: string) => Promise<readonly SourceState[]>;
  readonly now: () => Millis;
}

export function ratingSources(parts: RatingParts): RatingSources {
  const { catalogue, results, anomalies, records, objectives, sources, now } = parts;
  return {
    catalogue,
    results,
    anomalies,
    wordOn: (tenant, problemId) => wordOf(feedbackOf(records, tenant, { kind: 'problem', id: problemId }).stage),
    votesOn: (tenant, entityId) => votesOn(records, tenant, entityId),
    votes: (tenant) => allVotes(records, tenant),
    promisesOf: (service, environment) => promisesOf(objectives, service, environment),
    // A history that is being replayed has a present of its own.
    timeOf: async (tenant) => {
      const marks = (await sources(tenant)).map(({ watermark, receivedUpTo }) => watermark ?? receivedUpTo ?? 0);
      const newest = Math.max(0, ...marks);
      return newest > 0 ? newest : now();
    },
  };
}

function wordOf(stage: 'problem-confirmed' | 'discarded' | null): RatedProblem['word'] {
  if (stage === null) return undefined;
  return stage === 'discarded' ? 'discarded' : 'confirmed';
}

/** What the objectives of the configuration promise of a service; an objective of its environment comes first. */
function promisesOf(objectives: Config['objectives'], service: string, environment: string): Promises {
  const limit = (indicator: string): number | undefined => {
    const own = objectives.filter((one) => one.service === service && one.indicator === indicator);
    const found =
      own.find((one) => one.environment === environment) ?? own.find((one) => one.environment === undefined);
    return found?.above;
  };
  return { errorBudget: limit('error_ratio'), slowerThan: limit('latency_p95') };
}
