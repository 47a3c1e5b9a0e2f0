import { WeirError } from '../core/errors.ts';
import { DAY, type Millis } from '../core/time.ts';
import type { StoredEntity } from '../storage/ports.ts';
import { orAway } from '../storage/read-near.ts';
import { USUAL, type Evidence, type Usual, type Vote } from './evidence.ts';
import { rate, type Rating } from './rating.ts';
import type { Rubric } from './rubric.ts';
import { EvidenceReader, type Subject } from './evidence-reader.ts';
import type { RatingSources } from './sources.ts';
import { usualOf } from './usual.ts';

/** A service with its rating. */
export interface Rated {
  readonly entity: StoredEntity;
  readonly rating: Rating;
  readonly votes: readonly Vote[];
}

/** All services with their ratings. */
export interface RatedServices {
  /** The best known lower end first. */
  readonly rated: readonly Rated[];
  /** Why services are not among them, or with a rating of earlier: their results could not be had. */
  readonly away: readonly WeirError[];
}

/** Ratings are made anew when event time has gone on by so much, and for each service, of which one takes some milliseconds. */
const FRESH: Millis = 60_000;
const FRESH_FOR_EACH: Millis = 100;
/** Of more services the last ratings are answered while they are made anew, when they are not older than a day. */
const QUICKLY_MADE = 100;
const GOOD_ENOUGH: Millis = DAY;
const PAGE = 1_000;
/** Services that are rated at once. */
const RATED_AT_ONCE = 50;

interface Book {
  readonly time: Millis;
  readonly usual: Usual;
  services: RatedServices;
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
  readonly #evidence: EvidenceReader;
  readonly #breathe: () => Promise<void>;
  readonly #books = new Map<string, Book>();
  readonly #making = new Map<string, Making>();

  /** `breathe` resolves when other work had its turn. */
  constructor(sources: RatingSources, rubric: Rubric, breathe: () => Promise<void>) {
    this.#sources = sources;
    this.#rubric = rubric;
    this.#breathe = breathe;
    this.#evidence = new EvidenceReader(sources, rubric.window, breathe);
  }

  /** The ratings of all services. */
  async all(tenant: string): Promise<RatedServices> {
    const time = await this.#sources.timeOf(tenant);
    const known = this.#books.get(tenant);
    // The first services are waited for by whoever has just sent them.
    const services = known?.services.rated.length ?? 0;
    const isWhole = known?.services.away.length === 0;
    const fresh = Math.max(FRESH, isWhole ? FRESH_FOR_EACH * services : 0);
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
    const evidence = await this.#evidence.on(tenant, entity, present);
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
   * @throws {WeirError} `unavailable` when what it is made from cannot be had now
   */
  async history(tenant: string, entity: StoredEntity, days: number): Promise<readonly Rating[]> {
    const present = await this.#sources.timeOf(tenant);
    const series = this.#evidence.days.seriesOf(tenant, entity.id);
    const [newest] = await this.#evidence.days.newest([series], present);
    if (newest instanceof WeirError) throw newest;
    const now = newest ?? present;
    const votes = this.#sources.votesOn(tenant, entity.id);
    const usual = this.#usualOf(tenant);
    const subjects: Subject[] = [];
    for (let back = days - 1; back >= 0; back--) {
      const time = back === 0 ? now : Math.ceil(now / DAY) * DAY - back * DAY;
      if (time >= entity.firstSeen) subjects.push({ entity, series, votes, time, now });
    }
    const ratings: Rating[] = [];
    for await (const evidence of this.#evidence.each(tenant, subjects)) {
      if (evidence instanceof WeirError) throw evidence;
      ratings.push(rate(evidence, usual, this.#rubric));
    }
    return ratings;
  }

  #usualOf(tenant: string): Usual {
    return this.#books.get(tenant)?.usual ?? USUAL;
  }

  /** The ratings of a book, with those made anew of which somebody has spoken. */
  async #upToDate(tenant: string, book: Book): Promise<RatedServices> {
    const away: WeirError[] = [];
    for (const id of [...book.spoken]) {
      book.spoken.delete(id);
      const known = book.services.rated.find(({ entity }) => entity.id === id);
      if (known === undefined) continue;
      const { entity } = known;
      const evidence = await orAway(() => this.#evidence.on(tenant, entity, book.time));
      if (evidence instanceof WeirError) {
        book.spoken.add(id);
        away.push(evidence);
        continue;
      }
      const anew = { entity, rating: rate(evidence, book.usual, this.#rubric), votes: evidence.votes };
      const rated = inOrder(book.services.rated.map((one) => (one.entity.id === id ? anew : one)));
      book.services = { ...book.services, rated };
    }
    return away.length === 0 ? book.services : { ...book.services, away: [...book.services.away, ...away] };
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
    const missing = new Set<string>();
    const away: WeirError[] = [];
    for (let i = 0; i < services.length; i += RATED_AT_ONCE) {
      const some = services.slice(i, i + RATED_AT_ONCE);
      for await (const { entity, evidence } of this.#evidence.newest(tenant, some, time, (id) => votes.get(id) ?? [])) {
        await this.#breathe();
        if (!(evidence instanceof WeirError)) gathered.push({ entity, evidence });
        else if (missing.add(entity.id)) away.push(evidence);
        making.done++;
      }
    }
    const before = this.#books.get(tenant);
    const all = gathered.map(({ evidence }) => evidence);
    // What is usual is not made of the services that happen to be within reach.
    const usual = away.length > 0 && before !== undefined ? before.usual : usualOf(all, this.#rubric);
    const kept = before?.services.rated.filter(({ entity }) => missing.has(entity.id)) ?? [];
    const made = gathered.map(({ entity, evidence }) => ({
      entity,
      rating: rate(evidence, usual, this.#rubric),
      votes: evidence.votes,
    }));
    return { time, usual, services: { rated: inOrder([...made, ...kept]), away }, spoken: making.spoken };
  }
}

/** The best known lower end first. */
function inOrder(ratings: Rated[]): readonly Rated[] {
  return ratings.sort((a, b) => b.rating.low - a.rating.low || (a.entity.id < b.entity.id ? -1 : 1));
}
