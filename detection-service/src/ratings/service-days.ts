import type { WeirError } from '../core/errors.ts';
import { DAY, type Millis } from '../core/time.ts';
import type { CatalogueStore, ReadableResults, SeriesResults, StoredSeries, WantedResults } from '../storage/ports.ts';
import { newestValues, type Newest } from '../storage/newest-value.ts';
import { mostSteps, orAway, PORTION_STEPS } from '../storage/read-near.ts';
import { addDays, NOTHING_KNOWN, type Promises, type ServiceDay } from './evidence.ts';
import { slowShare } from './slow-share.ts';

/** What days are read from. */
export interface DaySources {
  readonly catalogue: Pick<CatalogueStore, 'series'>;
  readonly results: ReadableResults;
}

const INDICATORS = ['request_rate', 'error_ratio', 'latency_p50', 'latency_p95', 'latency_p99'] as const;
type Indicator = (typeof INDICATORS)[number];
/** The newest version of each indicator of a service. */
export type SeriesOf = ReadonlyMap<Indicator, StoredSeries>;
const LATENCIES = ['latency_p50', 'latency_p95', 'latency_p99'] as const;
/** Series of one service: its own, not those of its endpoints, which have other entities. */
const MOST_SERIES = 200;
/** Days that are remembered: a window and some more of 5,000 services. */
const MOST_DAYS = 200_000;

/** What is asked of a service: `[to - days, to)`. */
export interface Window {
  readonly series: SeriesOf;
  readonly promises: Promises;
  readonly to: Millis;
  readonly days: number;
  /** The time before which nothing comes any more. */
  readonly settled: Millis;
}

/** A day of UTC, or the part of it that is asked for. */
interface DaySpan {
  readonly key: string;
  readonly from: Millis;
  readonly to: Millis;
  readonly isWhole: boolean;
}

/** Sums of whole days of services, read from the stored steps and remembered: a day that is over hardly changes. */
export class ServiceDays {
  readonly #sources: DaySources;
  readonly #days = new Map<string, ServiceDay>();
  readonly #breathe: () => Promise<void>;

  /** `breathe` resolves when other work had its turn: between days, of which each takes some milliseconds to read. */
  constructor(sources: DaySources, breathe: () => Promise<void>) {
    this.#sources = sources;
    this.#breathe = breathe;
  }

  /** The series of the service itself that days are read from. */
  seriesOf(tenant: string, entityId: string): SeriesOf {
    const found = new Map<Indicator, StoredSeries>();
    for (const one of this.#sources.catalogue.series(tenant, { entityId }, { limit: MOST_SERIES }).rows) {
      const indicator = INDICATORS.find((name) => name === one.identity.indicator);
      if (indicator === undefined) continue;
      const known = found.get(indicator);
      if (known === undefined || known.identity.version < one.identity.version) found.set(indicator, one);
    }
    return found;
  }

  /**
   * What is known of each window, in their order, where the days are those of UTC and the first and the last one may be
   * part of a day; or why it cannot be known now. What has to be read is brought near for many windows at once.
   */
  async *sums(windows: readonly Window[]): AsyncGenerator<ServiceDay | WeirError, void> {
    let some: Window[] = [];
    let wanted = new Map<string, WantedResults>();
    let steps = 0;
    for (const window of windows) {
      const all = this.#wanted(window);
      let own = all.filter(([key]) => !wanted.has(key));
      if (wanted.size > 0 && steps + stepsOf(own) > PORTION_STEPS) {
        yield* this.#sumsOf(some, [...wanted.values()]);
        some = [];
        wanted = new Map();
        steps = 0;
        own = all;
      }
      some.push(window);
      for (const [key, one] of own) wanted.set(key, one);
      steps += stepsOf(own);
    }
    yield* this.#sumsOf(some, [...wanted.values()]);
  }

  /**
   * The end of the newest step before `before` of which it is known how many calls it had, of each service; undefined where
   * there is none.
   */
  async newest(services: readonly SeriesOf[], before: Millis): Promise<readonly Newest[]> {
    const rates = services.flatMap((series) => series.get('request_rate') ?? []);
    const found = await newestValues(this.#sources.results, rates, { now: before, before });
    const ends = new Map(
      rates.map((rate, i) => {
        const start = found[i];
        return [rate, typeof start === 'number' ? start + rate.identity.step : start];
      })
    );
    return services.map((series) => {
      const rate = series.get('request_rate');
      return rate && ends.get(rate);
    });
  }

  async *#sumsOf(
    windows: readonly Window[],
    wanted: readonly WantedResults[]
  ): AsyncGenerator<ServiceDay | WeirError, void> {
    if (wanted.length > 0) await orAway(() => this.#sources.results.near(wanted));
    for (const window of windows) yield await orAway(() => this.#sum(window));
  }

  async #sum(window: Window): Promise<ServiceDay> {
    const { series, promises, settled } = window;
    let all = NOTHING_KNOWN;
    for (const { key, from, to, isWhole } of daysOf(window)) {
      let sums = isWhole ? this.#days.get(key) : undefined;
      if (sums === undefined) {
        sums = unread(series, from, to) ?? (await this.#read(series, promises, from, to));
        if (isWhole && to <= settled && sums.knownSteps > 0) this.#remember(key, sums);
      }
      all = addDays(all, sums);
    }
    return all;
  }

  /** What has to be read for a window, by what names it. */
  #wanted(window: Window): (readonly [key: string, WantedResults])[] {
    const { series, promises } = window;
    const names = promises.slowerThan === undefined ? [] : LATENCIES;
    const read = (['request_rate', 'error_ratio', ...names] as const).flatMap((name) => series.get(name) ?? []);
    return daysOf(window)
      .filter(({ key, from, to, isWhole }) => !(isWhole && this.#days.has(key)) && !unread(series, from, to))
      .flatMap(({ from, to }) => read.map((one) => [`${one.id} ${from} ${to}`, { series: one, from, to }] as const));
  }

  #remember(key: string, day: ServiceDay): void {
    if (this.#days.size >= MOST_DAYS) this.#days.clear();
    this.#days.set(key, day);
  }

  async #read(series: SeriesOf, promises: Promises, from: Millis, to: Millis): Promise<ServiceDay> {
    await this.#breathe();
    const rate = series.get('request_rate') as StoredSeries;
    const { step } = rate.identity;
    const day = { calls: 0, failed: 0, timed: 0, slow: 0, knownSteps: 0, steps: (to - from) / step };
    const calls = this.#sources.results.read(rate, from, to);
    if (calls.time.length === 0) return day;
    const read = (indicator: Indicator): Aligned => new Aligned(this.#results(series.get(indicator), from, to));
    const errors = read('error_ratio');
    const latencies = promises.slowerThan === undefined ? [] : LATENCIES.map(read);
    for (let i = 0; i < calls.time.length; i++) {
      const perSecond = calls.value[i] as number;
      if (Number.isNaN(perSecond)) continue;
      const time = calls.time[i] as Millis;
      const count = (perSecond * step) / 1000;
      day.knownSteps++;
      day.calls += count;
      const failed = errors.at(time);
      if (!Number.isNaN(failed)) day.failed += failed * count;
      if (promises.slowerThan === undefined || count === 0) continue;
      const [p50 = Number.NaN, p95 = Number.NaN, p99 = Number.NaN] = latencies.map((one) => one.at(time));
      const slow = slowShare(p50, p95, p99, promises.slowerThan);
      if (Number.isNaN(slow)) continue;
      day.timed += count;
      day.slow += slow * count;
    }
    return day;
  }

  #results(series: StoredSeries | undefined, from: Millis, to: Millis): SeriesResults | undefined {
    return series && this.#sources.results.read(series, from, to);
  }
}

function stepsOf(wanted: readonly (readonly [key: string, WantedResults])[]): number {
  return wanted.reduce((sum, [, one]) => sum + mostSteps(one), 0);
}

/** The days of a window. */
function daysOf({ series, promises, to, days }: Window): DaySpan[] {
  const from = to - days * DAY;
  const id = series.get('request_rate')?.id;
  const spans: DaySpan[] = [];
  for (let day = Math.floor(from / DAY) * DAY; day < to; day += DAY) {
    const [start, end] = [Math.max(from, day), Math.min(to, day + DAY)];
    const isWhole = start === day && end === day + DAY;
    spans.push({ key: `${id} ${day} ${promises.slowerThan ?? ''}`, from: start, to: end, isWhole });
  }
  return spans;
}

/** What is known of a span that ends at `to` where nothing has to be read for it: most services are younger than the window. */
function unread(series: SeriesOf, from: Millis, to: Millis): ServiceDay | undefined {
  const rate = series.get('request_rate');
  if (rate === undefined) return NOTHING_KNOWN;
  return to > rate.firstStep ? undefined : { ...NOTHING_KNOWN, steps: (to - from) / rate.identity.step };
}

/** Values of a series asked for in ascending order of time. */
class Aligned {
  readonly #results: SeriesResults | undefined;
  #next = 0;

  constructor(results: SeriesResults | undefined) {
    this.#results = results;
  }

  /** The value at a time; NaN where there is none. */
  at(time: Millis): number {
    const results = this.#results;
    if (results === undefined) return Number.NaN;
    while (this.#next < results.time.length && (results.time[this.#next] as number) < time) this.#next++;
    return results.time[this.#next] === time ? (results.value[this.#next] as number) : Number.NaN;
  }
}
