import type { Millis } from '../core/time.ts';
import type { AnomalyStore, CatalogueStore, ReadableResults } from '../storage/ports.ts';
import type { Promises, RatedProblem, Vote } from './evidence.ts';

/** What ratings are made from. */
export interface RatingSources {
  readonly catalogue: Pick<CatalogueStore, 'series' | 'entities'>;
  readonly results: ReadableResults;
  readonly anomalies: Pick<AnomalyStore, 'problems'>;
  /** What people say of a problem, as far as it counts. */
  readonly wordOn: (tenant: string, problemId: string) => RatedProblem['word'];
  readonly votesOn: (tenant: string, entityId: string) => readonly Vote[];
  /** The same of all services, by the ids of their entities: one look for thousands. */
  readonly votes: (tenant: string) => ReadonlyMap<string, readonly Vote[]>;
  readonly promisesOf: (service: string, environment: string) => Promises;
  /** How far event time has come for a tenant. */
  readonly timeOf: (tenant: string) => Promise<Millis>;
}
