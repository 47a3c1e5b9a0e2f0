import { DAY, type Millis } from '../core/time.ts';
import type { AnomalyStore, CatalogueStore, ResultStore, StoredEntity } from '../storage/ports.ts';
import { USUAL, type Evidence, type Promises, type RatedProblem, type Usual, type Vote } from './evidence.ts';
import { rate, type Rating } from './rating.ts';
import type { Rubric } from './rubric.ts';
import { ServiceDays, type SeriesOf } from './service-days.ts';
import { usualOf } from './usual.ts';

/** What ratings are made from. */
export interface RatingSources {
  readonly catalogue: Pick<CatalogueStore, 'series' | 'entities'>;
  readonly results: Pick<ResultStore, 'read'>;
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

/** A service with its rating. */
export interface Rated {
  readonly entity: StoredEntity;
  readonly rating: Rating;
  readonly votes: readonly Vote[];
}

/** Ratings are made anew when event time has gone on by so much, and for each service, of which one takes some milliseconds. */
const FRESH: Millis = 60_000;
const FRESH_FOR_EACH: Millis = 100;
/** Of more services the last ratings are answered while they are made anew, when they are not older than a day. */
const QUICKLY_MADE = 100;
const GOOD_ENOUGH: Millis = DAY;
const PAGE = 1_000;
const MOST_PROBLEMS = 1_000;
/** Late data may still come for so long. */
const SETTLED_AFTER: Millis = DAY;

interface Book {
  readonly time: Millis;
  readonly usual: Usual;
  ratings: readonly Rated[];
  /** Services of which somebody has said something since. */
  readonly spoken: Set<string>;
}

/** Ratings that are being made. */
interface Making {
  readonly book: Promise<Book>;
  readonly spoken: Set<string>;
  done: number;
  services: number;
}

/**
 * Ratings of all services of a tenant, made when somebody asks and made anew after minutes of event time. Made in slices: what
 * is shown of 5,000 services is read service by service, with room for other work between. What somebody says of one
 * service makes only its rating anew.
 */
export class RatingBook {
  readonly #sources: RatingSources;
  readonly #rubric: Rubric;
  readonly #days: ServiceDays;
  readonly #breathe: () => Promise<void>;
  readonly #books = new Map<string, Book>();
  readonly #making = new Map<string, Making>();

  /** `breathe` resolves when other work had its turn. */
  constructor(sources: RatingSources, rubric: Rubric, breathe: () => Promise<void>) {
    this.#sources = sources;
    this.#rubric = rubric;
    this.#breathe = breathe;
    this.#days = new ServiceDays(sources, breathe);
  }

  /** The ratings of all services, best known lower end first. */
  async all(tenant: string): Promise<readonly Rated[]> {
    const time = await this.#sources.timeOf(tenant);
    const known = this.#books.get(tenant);
    // The first services are waited for by whoever has just sent them.
    const services = known?.ratings.length ?? 0;
    const fresh = Math.max(FRESH, FRESH_FOR_EACH * services);
    const isFresh = known !== undefined && services > 0 && Math.abs(time - known.time) < fresh;
    if (isFresh) return this.#upToDate(tenant, known);
    const { book } = this.#making.get(tenant) ?? this.#begin(tenant, time);
    const isGoodEnough = known !== undefined && services > QUICKLY_MADE && Math.abs(time - known.time) < GOOD_ENOUGH;
    return this.#upToDate(tenant, isGoodEnough ? known : await book);
  }

  /** How many services of how many are rated, while ratings are being made. */
  progress(tenant: string): { readonly done: number; readonly services: number } | undefined {
    return this.#making.get(tenant);
  }

  /**
   * The rating of one service, without waiting for all others: what is usual among them is what was so when all were
   * rated last.
   */
  async one(tenant: string, entity: StoredEntity): Promise<Rating> {
    const present = await this.#sources.timeOf(tenant);
    const evidence = await this.#newestEvidence(tenant, entity, present, this.#sources.votesOn(tenant, entity.id));
    return rate(evidence, this.#usualOf(tenant), this.#rubric);
  }

  /** The rating of a service is made anew, because somebody said something of it that counts. */
  forget(tenant: string, entityId: string): void {
    this.#books.get(tenant)?.spoken.add(entityId);
    this.#making.get(tenant)?.spoken.add(entityId);
  }

  /**
   * The rating of one service at the end of each of the last `days` days of UTC, of which the last one is under way,
   * oldest first. Of whole days sums are remembered, so that the charts of a page cost little.
   */
  async history(tenant: string, entity: StoredEntity, days: number): Promise<readonly Rating[]> {
    const present = await this.#sources.timeOf(tenant);
    const series = this.#days.seriesOf(tenant, entity.id);
    const now = this.#days.newest(series, present) ?? present;
    const votes = this.#sources.votesOn(tenant, entity.id);
    const usual = this.#usualOf(tenant);
    const ratings: Rating[] = [];
    for (let back = days - 1; back >= 0; back--) {
      const time = back === 0 ? now : Math.ceil(now / DAY) * DAY - back * DAY;
      if (time < entity.firstSeen) continue;
      ratings.push(rate(await this.#evidence(tenant, entity, series, votes, time, now), usual, this.#rubric));
    }
    return ratings;
  }

  #usualOf(tenant: string): Usual {
    return this.#books.get(tenant)?.usual ?? USUAL;
  }

  /** The ratings of a book, with those made anew of which somebody has spoken. */
  async #upToDate(tenant: string, book: Book): Promise<readonly Rated[]> {
    for (const id of book.spoken) {
      book.spoken.delete(id);
      const rated = book.ratings.find(({ entity }) => entity.id === id);
      if (rated === undefined) continue;
      const { entity } = rated;
      const votes = this.#sources.votesOn(tenant, id);
      const rating = rate(await this.#newestEvidence(tenant, entity, book.time, votes), book.usual, this.#rubric);
      book.ratings = inOrder(book.ratings.map((one) => (one.entity.id === id ? { entity, rating, votes } : one)));
    }
    return book.ratings;
  }

  #begin(tenant: string, time: Millis): Making {
    const state = { spoken: new Set<string>(), done: 0, services: 0 };
    const making: Making = Object.assign(state, { book: this.#make(tenant, time, state) });
    this.#making.set(tenant, making);
    const end = (book?: Book): void => {
      this.#making.delete(tenant);
      if (book !== undefined) this.#books.set(tenant, book);
    };
    // Who waits for it hears of a failure; otherwise the next who asks begins again.
    making.book.then(end, () => end());
    return making;
  }

  async #make(tenant: string, time: Millis, making: Omit<Making, 'book'>): Promise<Book> {
    const services: StoredEntity[] = [];
    let after: string | undefined;
    do {
      const page = this.#sources.catalogue.entities(tenant, { kind: 'service' }, { limit: PAGE, after });
      services.push(...page.rows);
      after = page.next;
    } while (after !== undefined);
    making.services = services.length;
    const votes = this.#sources.votes(tenant);
    const gathered: { readonly entity: StoredEntity; readonly evidence: Evidence }[] = [];
    for (const entity of services) {
      await this.#breathe();
      gathered.push({ entity, evidence: await this.#newestEvidence(tenant, entity, time, votes.get(entity.id) ?? []) });
      making.done++;
    }
    const usual = usualOf(
      gathered.map(({ evidence }) => evidence),
      this.#rubric
    );
    const ratings = inOrder(
      gathered.map(({ entity, evidence }) => ({
        entity,
        rating: rate(evidence, usual, this.#rubric),
        votes: evidence.votes,
      }))
    );
    return { time, usual, ratings, spoken: making.spoken };
  }

  /** A service that nobody hears of any more is rated by the last that is known. */
  #newestEvidence(tenant: string, entity: StoredEntity, time: Millis, votes: readonly Vote[]): Promise<Evidence> {
    const series = this.#days.seriesOf(tenant, entity.id);
    const newest = this.#days.newest(series, time) ?? time;
    return this.#evidence(tenant, entity, series, votes, newest, newest);
  }

  async #evidence(
    tenant: string,
    { id, entity }: StoredEntity,
    series: SeriesOf,
    votes: readonly Vote[],
    time: Millis,
    now: Millis
  ): Promise<Evidence> {
    const promises = this.#sources.promisesOf(entity.name, entity.environment);
    const { window } = this.#rubric;
    const sums = await this.#days.sum(series, promises, time, window, now - SETTLED_AFTER);
    const span = { entityId: id, from: time - window * DAY, to: time };
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

/** The best known lower end first. */
function inOrder(ratings: Rated[]): readonly Rated[] {
  return ratings.sort((a, b) => b.rating.low - a.rating.low || (a.entity.id < b.entity.id ? -1 : 1));
}
