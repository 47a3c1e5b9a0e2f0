import { WeirError } from '../core/errors.ts';
import { DAY, type Millis } from '../core/time.ts';
import type { StoredEntity } from '../storage/ports.ts';
import type { Evidence, Promises, ServiceDay, Vote } from './evidence.ts';
import { ServiceDays, type SeriesOf, type Window } from './service-days.ts';
import type { RatingSources } from './sources.ts';

const MOST_PROBLEMS = 1_000;
/** Late data may still come for so long. */
const SETTLED_AFTER: Millis = DAY;

/** A service that is rated as it was at a time. */
export interface Subject {
  readonly entity: StoredEntity;
  readonly series: SeriesOf;
  readonly votes: readonly Vote[];
  readonly time: Millis;
  /** The newest time that is known. */
  readonly now: Millis;
}

/** Reads what there is to say of services, many at once. */
export class EvidenceReader {
  readonly days: ServiceDays;
  readonly #sources: RatingSources;
  readonly #window: number;

  /** `window` is how many days count; `breathe` resolves when other work had its turn. */
  constructor(sources: RatingSources, window: number, breathe: () => Promise<void>) {
    this.#sources = sources;
    this.#window = window;
    this.days = new ServiceDays(sources, breathe);
  }

  /** What there is to say of one service. @throws {WeirError} `unavailable` when it cannot be had now */
  async on(tenant: string, entity: StoredEntity, time: Millis): Promise<Evidence> {
    for await (const { evidence } of this.newest(tenant, [entity], time, (id) => this.#sources.votesOn(tenant, id))) {
      if (evidence instanceof WeirError) throw evidence;
      return evidence;
    }
    throw new Error('a service has evidence or a reason why not');
  }

  /** Of each service. One that nobody hears of any more is rated by the last that is known. */
  async *newest(
    tenant: string,
    services: readonly StoredEntity[],
    time: Millis,
    votesOn: (entityId: string) => readonly Vote[]
  ): AsyncGenerator<{ readonly entity: StoredEntity; readonly evidence: Evidence | WeirError }, void> {
    const series = services.map(({ id }) => this.days.seriesOf(tenant, id));
    const ends = await this.days.newest(series, time);
    const subjects: Subject[] = [];
    for (const [i, entity] of services.entries()) {
      const end = ends[i];
      if (end instanceof WeirError) yield { entity, evidence: end };
      else {
        const now = end ?? time;
        subjects.push({ entity, series: series[i] as SeriesOf, votes: votesOn(entity.id), time: now, now });
      }
    }
    let next = 0;
    for await (const evidence of this.each(tenant, subjects)) {
      yield { entity: (subjects[next++] as Subject).entity, evidence };
    }
  }

  /** What there is to say of each, in their order. */
  async *each(tenant: string, subjects: readonly Subject[]): AsyncGenerator<Evidence | WeirError, void> {
    const windows = subjects.map(({ entity: { entity }, series, time, now }): Window => {
      const promises = this.#sources.promisesOf(entity.name, entity.environment);
      return { series, promises, to: time, days: this.#window, settled: now - SETTLED_AFTER };
    });
    let next = 0;
    for await (const sums of this.days.sums(windows)) {
      const [subject, window] = [subjects[next] as Subject, windows[next] as Window];
      next++;
      yield sums instanceof WeirError ? sums : this.#of(tenant, subject, window.promises, sums);
    }
  }

  #of(tenant: string, { entity: { id }, votes, time, now }: Subject, promises: Promises, sums: ServiceDay): Evidence {
    const span = { entityId: id, from: time - this.#window * DAY, to: time };
    const problems = this.#sources.anomalies.problems(tenant, span, { limit: MOST_PROBLEMS }).rows.map((problem) => ({
      id: problem.id,
      start: problem.start,
      end: problem.end,
      concern: problem.concernScore,
      confidence: problem.confidenceScore,
      word: this.#sources.wordOn(tenant, problem.id),
    }));
    const cast = votes.filter((vote) => time === now || vote.time <= time);
    return { time, sums, problems, votes: cast, promises };
  }
}
