import { DAY, type Millis } from '../core/time.ts';
import type { AnomalyStore, CatalogueStore, ResultStore, StoredEntity } from '../storage/ports.ts';
import { USUAL, type Evidence, type Promises, type RatedProblem, type Usual, type Vote } from './evidence.ts';
import { rate, type Rating } from './rating.ts';
import type { Rubric } from './rubric.ts';
import { ServiceDays } from './service-days.ts';
import { usualOf } from './usual.ts';

/** What ratings are made from. */
export interface RatingSources {
  readonly catalogue: Pick<CatalogueStore, 'series' | 'entities'>;
  readonly results: Pick<ResultStore, 'read'>;
  readonly anomalies: Pick<AnomalyStore, 'problems'>;
  /** What people say of a problem, as far as it counts. */
  readonly wordOn: (tenant: string, problemId: string) => RatedProblem['word'];
  readonly votesOn: (tenant: string, entityId: string) => readonly Vote[];
  readonly promisesOf: (service: string, environment: string) => Promises;
  /** How far event time has come for a tenant. */
  readonly timeOf: (tenant: string) => Promise<Millis>;
}

/** A service with its rating. */
export interface Rated {
  readonly entity: StoredEntity;
  readonly rating: Rating;
}

/** A rating is made anew when event time has gone on by so much. */
const FRESH: Millis = 60_000;
/** For so long the last ratings are answered while they are made anew: for thousands of services that takes seconds. */
const GOOD_ENOUGH: Millis = 15 * 60_000;
const PAGE = 1_000;
const MOST_PROBLEMS = 1_000;
/** Late data may still come for so long. */
const SETTLED_AFTER: Millis = DAY;

interface Book {
  readonly time: Millis;
  readonly ratings: readonly Rated[];
}

/**
 * Ratings of all services of a tenant, made when somebody asks and made anew after a minute of event time. Made in slices: what
 * is shown of 5,000 services is read service by service, with room for other work between.
 */
export class RatingBook {
  readonly #sources: RatingSources;
  readonly #rubric: Rubric;
  readonly #days: ServiceDays;
  readonly #books = new Map<string, Book>();
  readonly #making = new Map<string, Promise<Book>>();
  readonly #usuals = new Map<string, Usual>();

  /** `breathe` resolves when other work had its turn. */
  constructor(sources: RatingSources, rubric: Rubric, breathe: () => Promise<void>) {
    this.#sources = sources;
    this.#rubric = rubric;
    this.#days = new ServiceDays(sources, breathe);
  }

  /** The ratings of all services, best known lower end first. */
  async all(tenant: string): Promise<readonly Rated[]> {
    const time = await this.#sources.timeOf(tenant);
    const known = this.#books.get(tenant);
    if (known !== undefined && Math.abs(time - known.time) < FRESH) return known.ratings;
    const making = this.#making.get(tenant) ?? this.#begin(tenant, time);
    if (known !== undefined && Math.abs(time - known.time) < GOOD_ENOUGH) return known.ratings;
    return (await making).ratings;
  }

  /**
   * The rating of one service, without waiting for all others: what is usual among them is what was so when all were
   * rated last.
   */
  async one(tenant: string, entity: StoredEntity): Promise<Rating> {
    const present = await this.#sources.timeOf(tenant);
    const time = this.#days.newest(tenant, entity.id, present) ?? present;
    const evidence = await this.#evidence(tenant, entity, time, time);
    return rate(evidence, this.#usuals.get(tenant) ?? USUAL, this.#rubric);
  }

  /** Forgets what was made, because somebody said something that counts. */
  forget(tenant: string): void {
    this.#books.delete(tenant);
    this.#making.delete(tenant);
  }

  /** The rating of one service at the end of each of the last `days` days, oldest first. */
  async history(tenant: string, entity: StoredEntity, days: number): Promise<readonly Rating[]> {
    const present = await this.#sources.timeOf(tenant);
    const now = this.#days.newest(tenant, entity.id, present) ?? present;
    const usual = this.#usuals.get(tenant) ?? USUAL;
    const ratings: Rating[] = [];
    for (let back = days - 1; back >= 0; back--) {
      const time = now - back * DAY;
      if (time < entity.firstSeen) continue;
      ratings.push(rate(await this.#evidence(tenant, entity, time, now), usual, this.#rubric));
    }
    return ratings;
  }

  #begin(tenant: string, time: Millis): Promise<Book> {
    const making = this.#make(tenant, time);
    this.#making.set(tenant, making);
    const end = (book?: Book): void => {
      // What was begun before somebody said something that counts is answered and not kept.
      if (this.#making.get(tenant) !== making) return;
      this.#making.delete(tenant);
      if (book !== undefined) this.#books.set(tenant, book);
    };
    // Who waits for it hears of a failure; otherwise the next who asks begins again.
    making.then(end, () => end());
    return making;
  }

  async #make(tenant: string, time: Millis): Promise<Book> {
    const services: StoredEntity[] = [];
    let after: string | undefined;
    do {
      const page = this.#sources.catalogue.entities(tenant, { kind: 'service' }, { limit: PAGE, after });
      services.push(...page.rows);
      after = page.next;
    } while (after !== undefined);
    const gathered: { readonly entity: StoredEntity; readonly evidence: Evidence }[] = [];
    for (const entity of services) {
      // A service that nobody hears of any more is rated by the last that is known.
      const newest = this.#days.newest(tenant, entity.id, time) ?? time;
      gathered.push({ entity, evidence: await this.#evidence(tenant, entity, newest, newest) });
    }
    const usual = usualOf(
      gathered.map(({ evidence }) => evidence),
      this.#rubric
    );
    const ratings = gathered
      .map(({ entity, evidence }) => ({ entity, rating: rate(evidence, usual, this.#rubric) }))
      .sort((a, b) => b.rating.low - a.rating.low || (a.entity.id < b.entity.id ? -1 : 1));
    this.#usuals.set(tenant, usual);
    return { time, ratings };
  }

  async #evidence(tenant: string, stored: StoredEntity, time: Millis, now: Millis): Promise<Evidence> {
    const { id, entity } = stored;
    const promises = this.#sources.promisesOf(entity.name, entity.environment);
    const { window } = this.#rubric;
    const sums = await this.#days.sum(tenant, id, promises, time, window, now - SETTLED_AFTER);
    const span = { entityId: id, from: time - window * DAY, to: time };
    const problems = this.#sources.anomalies.problems(tenant, span, { limit: MOST_PROBLEMS }).rows.map((problem) => ({
      id: problem.id,
      start: problem.start,
      end: problem.end,
      concern: problem.concernScore,
      confidence: problem.confidenceScore,
      word: this.#sources.wordOn(tenant, problem.id),
    }));
    const votes = this.#sources.votesOn(tenant, id).filter((vote) => time === now || vote.time <= time);
    return { time, sums, problems, votes, promises };
  }
}
