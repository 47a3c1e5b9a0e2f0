import { pause } from './service-process.ts';

/** A verdict, and how long after the end of its step the API gave it. */
export interface TimedVerdict {
  /** Start of the step, Unix milliseconds. */
  readonly time: number;
  /** Calls a second; null is a gap. */
  readonly value: number | null;
  readonly status: string;
  readonly delay: number;
}

interface QueryAnswer {
  readonly results: readonly {
    readonly series: readonly {
      readonly times: readonly number[];
      readonly values: readonly (number | null)[];
      readonly status: readonly string[];
    }[];
  }[];
}

const POLL_MS = 100;
const SPAN = 600_000;

/** Asks the query API again and again for the newest verdicts on services, and notes when each came to light. */
export class VerdictWatch {
  readonly #url: string;
  readonly #services: readonly string[];
  readonly #step: number;
  readonly #verdicts = new Map<string, TimedVerdict[]>();
  readonly #next = new Map<string, number>();
  readonly #done: Promise<void>;
  #running = true;

  /** `step` is the length of the steps in milliseconds. */
  constructor(url: string, services: readonly string[], step: number) {
    this.#url = url;
    this.#services = services;
    this.#step = step;
    // What is there already when it starts says nothing about delays.
    for (const service of services) {
      this.#verdicts.set(service, []);
      this.#next.set(service, Date.now());
    }
    this.#done = this.#watch();
    // `stop` says what went wrong; until then nobody listens.
    this.#done.catch(() => undefined);
  }

  /** Ends the watch; the verdicts of each service in the order of their steps. */
  async stop(): Promise<ReadonlyMap<string, readonly TimedVerdict[]>> {
    this.#running = false;
    await this.#done;
    return this.#verdicts;
  }

  async #watch(): Promise<void> {
    while (this.#running) {
      await this.#ask();
      await pause(POLL_MS);
    }
  }

  async #ask(): Promise<void> {
    const queries = this.#services.map((service) => {
      const from = this.#next.get(service) ?? 0;
      return { service, indicator: 'request_rate', from, to: from + SPAN };
    });
    const answer = await fetch(`${this.#url}/v1/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ queries }),
    });
    if (!answer.ok) throw new Error(`/v1/query: ${answer.status} ${await answer.text()}`);
    const { results } = (await answer.json()) as QueryAnswer;
    const now = Date.now();
    this.#services.forEach((service, i) => {
      const series = results[i]?.series[0];
      series?.times.forEach((time, row) => {
        const value = series.values[row] ?? null;
        this.#verdicts
          .get(service)
          ?.push({ time, value, status: series.status[row] ?? '', delay: now - time - this.#step });
        this.#next.set(service, time + 1);
      });
    });
  }
}
