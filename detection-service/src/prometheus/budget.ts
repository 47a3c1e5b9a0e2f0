import { QueryError } from './query-error.ts';

/** What one query may cost. */
export interface Limits {
  /** Series that its selectors may find, all together. */
  readonly series: number;
  /** Samples that may be read from the store. */
  readonly samples: number;
  /** Values that its intermediate results may hold, all together: series times points in time. */
  readonly points: number;
  /** Values that may be looked at; windows that overlap look at the same sample many times. */
  readonly work: number;
  /** Bytes of the answer. */
  readonly answerBytes: number;
}

export const LIMITS: Limits = {
  series: 20_000,
  samples: 10_000_000,
  points: 5_000_000,
  work: 200_000_000,
  answerBytes: 32 * 1024 * 1024,
};

/** Counts what a query costs and refuses what is over its limits. */
export class Budget {
  readonly limits: Limits;
  #series = 0;
  #samples = 0;
  #points = 0;
  #work = 0;

  constructor(limits: Limits = LIMITS) {
    this.limits = limits;
  }

  series(count: number): void {
    this.#series += count;
    if (this.#series > this.limits.series)
      throw tooMuch(`selects more than ${this.limits.series} series`, 'a narrower selector');
  }

  samples(count: number): void {
    this.#samples += count;
    if (this.#samples > this.limits.samples)
      throw tooMuch(`reads more than ${this.limits.samples} samples`, 'fewer series or a shorter range');
  }

  points(count: number): void {
    this.#points += count;
    if (this.#points > this.limits.points)
      throw tooMuch(`holds more than ${this.limits.points} points`, 'fewer series or a longer step');
  }

  work(count: number): void {
    this.#work += count;
    if (this.#work > this.limits.work)
      throw tooMuch(`looks at more than ${this.limits.work} samples`, 'shorter windows or a longer step');
  }

  answer(bytes: number): void {
    if (bytes > this.limits.answerBytes)
      throw tooMuch(`has an answer of more than ${this.limits.answerBytes} bytes`, 'fewer series or a longer step');
  }
}

function tooMuch(what: string, instead: string): QueryError {
  return new QueryError('execution', `the query ${what}; ask for ${instead}`);
}
