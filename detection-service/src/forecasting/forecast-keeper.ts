import { WeirError } from '../core/errors.ts';
import { HOUR, MINUTE, SECOND, type Millis } from '../core/time.ts';
import { newestValues, type Newest } from '../storage/newest-value.ts';
import type { CatalogueStore, StoredSeries } from '../storage/ports.ts';
import { CpuPace } from './cpu-pace.ts';
import type { ForecastKey } from './forecast-store.ts';
import { HORIZON_NAMES, type HorizonName } from './horizons.ts';
import { makeForecast, type Workshop } from './make-forecast.ts';
import type { StoredForecast } from './stored-forecast.ts';

/** Which forecasts are made unasked, and how much they may cost. */
export interface KeeperSettings {
  readonly tenants: readonly string[];
  /** Indicators of services that are forecast unasked. */
  readonly indicators: readonly string[];
  /** How old the newest forecast may become before the next one is made. */
  readonly every: Readonly<Record<HorizonName, Millis>>;
  /** Forecasts an hour, asked for or not. */
  readonly perHour: number;
  /** Share of one core, 0 to 1, that forecasts made unasked may take over time, after a minute ahead. */
  readonly cpuShare: number;
  /** How long a forecast is kept. */
  readonly retention: Millis;
}

export interface KeeperDependencies extends Workshop {
  readonly catalogue: Pick<CatalogueStore, 'series' | 'seriesById'>;
  /** Wall clock. */
  readonly now: () => Millis;
  /** CPU time of this thread in milliseconds. */
  readonly cpu: () => number;
  readonly report: (sentence: string) => void;
}

const PAGE = 500;
/** Series of which the newest value is looked for at once. */
const LOOKS = 50;
const ROUND = 15 * SECOND;
/** CPU time that may be spent ahead of the share: some dozens of forecasts after a start. */
const BURST = 60 * SECOND;
/** While event time moves this much faster than the clock, history is being read in: a forecast would be old at once. */
const STANDING = 2;
const STANDING_SLACK = 5 * MINUTE;
/** How long a forecast that was withheld stays so before somebody who asks gets another try. */
const PATIENCE_WITHHELD = MINUTE;
/** Forecasts that may wait to be made on demand. */
const MOST_WAITING = 64;

/** What is known of a series and horizon since the start. */
interface Look {
  readonly at: Millis;
  readonly newest: Millis;
}

/**
 * Makes forecasts: on a round over all series, in slices with rests between them that keep to a share of a core, and
 * at once when somebody asks. One at a time; who asks goes first.
 */
export class ForecastKeeper {
  readonly #deps: KeeperDependencies;
  readonly #settings: KeeperSettings;
  readonly #looks = new Map<string, Look>();
  readonly #tried = new Map<string, Millis>();
  readonly #pace: CpuPace;
  #waiting = 0;
  #room: number;
  #roomAt: Millis;
  #swept = 0;
  #timer: NodeJS.Timeout | undefined;
  /** The end of the forecast that is being made. */
  #made: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(deps: KeeperDependencies, settings: KeeperSettings) {
    this.#deps = deps;
    this.#settings = settings;
    this.#room = settings.perHour;
    this.#roomAt = deps.now();
    this.#pace = new CpuPace(settings.cpuShare, BURST, deps.now());
  }

  /** Starts the rounds. */
  start(): void {
    this.#rest(0, () => this.#run(this.round()));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /**
   * The newest forecast; makes one when there is none, or when it has grown old and no other try was made since.
   *
   * @throws WeirError `not_found` for an unknown series, `rate_limited` when too many were made this hour or wait
   */
  async want({ tenant, seriesId, horizon }: ForecastKey): Promise<StoredForecast> {
    const series = this.#deps.catalogue.seriesById(tenant, seriesId);
    if (series === undefined) {
      throw new WeirError('not_found', 'There is no series with this id.', [
        { path: 'id', expected: 'the id of a known series', found: seriesId },
      ]);
    }
    const newest = this.#fresh(series, horizon);
    if (newest !== undefined) return newest;
    if (this.#waiting >= MOST_WAITING) throw this.#tooMany(`${this.#waiting} wait already`);
    this.#waiting++;
    try {
      // Others that ask, and messages of the thread, get their turn.
      await new Promise((resolve) => setImmediate(resolve));
      return await this.#inTurn(() => {
        // Somebody else may have asked for the same one.
        const made = this.#fresh(series, horizon);
        if (made !== undefined) return made;
        if (!this.#take()) throw this.#tooMany(`${this.#settings.perHour} were made within the hour`);
        return this.#make(series, horizon);
      });
    } finally {
      this.#waiting--;
    }
  }

  /** Does something when what was begun before is done. */
  #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.#made.then(work);
    this.#made = done.catch(() => undefined);
    return done;
  }

  #fresh(series: StoredSeries, horizon: HorizonName): StoredForecast | undefined {
    const key = { tenant: series.identity.entity.tenant, seriesId: series.id, horizon };
    const newest = this.#deps.store.newest(key);
    if (newest === undefined) return undefined;
    const tried = Math.max(this.#tried.get(`${series.id}.${horizon}`) ?? 0, newest.made);
    const patience = newest.status === 'made' ? this.#settings.every[horizon] : PATIENCE_WITHHELD;
    return this.#deps.now() - tried < patience ? newest : undefined;
  }

  /** One round over all series: makes what is due, one at each step of the generator. */
  async *round(): AsyncGenerator<void> {
    this.#sweep();
    for (const tenant of this.#settings.tenants) {
      for (const some of this.#watched(tenant)) {
        yield* this.#forecast(some);
        yield;
      }
    }
  }

  async *#forecast(some: readonly StoredSeries[]): AsyncGenerator<void> {
    const old = some
      .map((series) => ({ series, horizons: HORIZON_NAMES.filter((horizon) => this.#isOld(series, horizon)) }))
      .filter(({ horizons }) => horizons.length > 0);
    const looked = old.map(({ series }) => series);
    const at = this.#deps.now();
    const newest = await newestValues(this.#deps.results, looked, { now: at });
    for (const [i, { series, horizons }] of old.entries()) {
      for (const horizon of horizons) {
        if (this.#isDue(series, horizon, { at, newest: newest[i] }) && this.#take()) {
          await this.#inTurn(() => this.#make(series, horizon)).catch((error: unknown) => this.#passOver(error));
        }
        yield;
      }
    }
  }

  /** A series whose results cannot be had now is passed over in this round. */
  #passOver(error: unknown): void {
    if (!(error instanceof WeirError) || error.code !== 'unavailable') throw error;
    this.#deps.report(`A forecast has to wait: ${error.message}`);
  }

  /** Takes the next step of a round, and rests as long as its cost asks for. */
  async #run(round: AsyncGenerator<void>): Promise<void> {
    const before = this.#deps.cpu();
    let done = false;
    try {
      done = (await round.next()).done ?? false;
    } catch (error) {
      if (this.#closed) return;
      this.#deps.report(`A forecast failed: ${error instanceof Error ? error.message : String(error)}`);
      done = true;
    }
    if (done) return this.#rest(ROUND, () => this.#run(this.round()));
    const spent = this.#deps.cpu() - before;
    this.#rest(this.#pace.restAfter(spent, this.#deps.now()), () => this.#run(round));
  }

  #rest(wait: Millis, then: () => Promise<void>): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => void then(), wait);
  }

  /** The series that are forecast unasked, some at a time. */
  *#watched(tenant: string): Generator<readonly StoredSeries[]> {
    for (const indicator of this.#settings.indicators) {
      let after: string | undefined;
      do {
        const page = this.#deps.catalogue.series(tenant, { indicator }, { limit: PAGE, after });
        const rows = page.rows.filter(({ identity }) => identity.entity.kind !== 'endpoint');
        for (let i = 0; i < rows.length; i += LOOKS) yield rows.slice(i, i + LOOKS);
        after = page.next;
      } while (after !== undefined);
    }
  }

  /** What is known of a series and horizon without a look at the results. */
  #known(series: StoredSeries, horizon: HorizonName) {
    const name = `${series.id}.${horizon}`;
    const newest = this.#deps.store.newest({ tenant: series.identity.entity.tenant, seriesId: series.id, horizon });
    const tried = Math.max(this.#tried.get(name) ?? 0, newest?.made ?? 0);
    const recent = newest !== undefined && this.#deps.now() - tried < this.#settings.every[horizon];
    return { name, issued: newest?.issued, tried, recent };
  }

  /** Whether the newest forecast is so old that the next one may be due. */
  #isOld(series: StoredSeries, horizon: HorizonName): boolean {
    const { recent, issued } = this.#known(series, horizon);
    return !recent || issued === undefined || this.#deps.now() - issued >= 2 * this.#settings.every[horizon];
  }

  #isDue(series: StoredSeries, horizon: HorizonName, look: { readonly at: Millis; readonly newest: Newest }): boolean {
    const { at, newest } = look;
    if (typeof newest !== 'number') return false;
    const every = this.#settings.every[horizon];
    const { name, issued, tried, recent } = this.#known(series, horizon);
    if (!this.#stands(name, { at, newest })) return false;
    if (issued === undefined) return tried === 0 || this.#deps.now() - tried >= every;
    return newest - issued >= (recent ? every : series.identity.step);
  }

  /** Whether event time moves about as fast as the clock; known from the second look on. */
  #stands(name: string, look: Look): boolean {
    const before = this.#looks.get(name);
    this.#looks.set(name, look);
    if (before === undefined) return false;
    return look.newest - before.newest <= STANDING * (look.at - before.at) + STANDING_SLACK;
  }

  #make(series: StoredSeries, horizon: HorizonName): Promise<StoredForecast> {
    const now = this.#deps.now();
    this.#tried.set(`${series.id}.${horizon}`, now);
    return makeForecast(this.#deps, series, horizon, now);
  }

  /** Takes one of the forecasts of the hour; they come back evenly. */
  #take(): boolean {
    const { perHour } = this.#settings;
    const now = this.#deps.now();
    this.#room = Math.min(perHour, this.#room + (Math.max(0, now - this.#roomAt) * perHour) / HOUR);
    this.#roomAt = now;
    if (this.#room < 1) return false;
    this.#room--;
    return true;
  }

  #sweep(): void {
    const now = this.#deps.now();
    if (now - this.#swept < HOUR) return;
    this.#swept = now;
    this.#deps.store.retain(now - this.#settings.retention);
  }

  #tooMany(found: string): WeirError {
    return new WeirError('rate_limited', 'No more forecasts can be made now; try again in a few minutes.', [
      { path: 'forecast.perHour', expected: `at most ${this.#settings.perHour} an hour`, found },
    ]);
  }
}
