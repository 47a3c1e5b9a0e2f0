import type { WeirError } from '../core/errors.ts';

/** What does not answer now, by what asked for it. Each sentence is reported when it comes up, and is there until it is over. */
export class Troubles {
  readonly #report: (sentence: string) => void;
  readonly #current = new Map<string, string>();

  constructor(report: (sentence: string) => void) {
    this.#report = report;
  }

  /** For one who asks: takes the error, or undefined when all is well again. */
  about(who: string): (error: WeirError | undefined) => void {
    return (error) => {
      if (error === undefined) {
        this.#current.delete(who);
        return;
      }
      if (!this.sentences().includes(error.message)) this.#report(error.message);
      this.#current.set(who, error.message);
    };
  }

  /** Each sentence once. */
  sentences(): string[] {
    return [...new Set(this.#current.values())];
  }
}
