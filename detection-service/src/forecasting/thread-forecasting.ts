import { Worker } from 'node:worker_threads';
import type { Config } from '../config/schema.ts';
import { WeirError } from '../core/errors.ts';
import type { ForecastKey } from './forecast-store.ts';
import type { ForecastMessage, PlainError } from './protocol.ts';
import type { StoredForecast } from './stored-forecast.ts';

interface Call {
  readonly resolve: (forecast: StoredForecast) => void;
  readonly reject: (error: Error) => void;
}

/** Forecasting in a thread of its own: neither requests nor the shard wait for it. */
export class ThreadForecasting {
  readonly #worker: Worker;
  readonly #calls = new Map<number, Call>();
  readonly #ended: Promise<void>;
  #nextCall = 0;
  #gone: WeirError | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#ended = new Promise((resolve) => void worker.once('exit', () => resolve()));
  }

  /** Starts the thread; rejects with the thread's own error when it cannot start. */
  static start(config: Config, report: (sentence: string) => void): Promise<ThreadForecasting> {
    const worker = new Worker(new URL('./forecast-thread.ts', import.meta.url), { workerData: config });
    const forecasting = new ThreadForecasting(worker);
    const { promise, resolve, reject } = Promise.withResolvers<ThreadForecasting>();
    worker.on('message', (message: ForecastMessage) => {
      if (message.type === 'started') resolve(forecasting);
      else if (message.type === 'refused') reject(asError(message.error));
      else if (message.type === 'report') report(message.sentence);
      else forecasting.#hear(message);
    });
    worker.on('error', (error) => {
      const reason = error instanceof Error ? error.message : String(error);
      report(`Forecasting has stopped: ${reason}`);
      forecasting.#end(reason);
      reject(error instanceof Error ? error : new Error(reason));
    });
    worker.on('exit', () => forecasting.#end('the thread has ended'));
    return promise;
  }

  /** See `ForecastKeeper.want`. */
  want(key: ForecastKey): Promise<StoredForecast> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    const { promise, resolve, reject } = Promise.withResolvers<StoredForecast>();
    const id = this.#nextCall++;
    this.#calls.set(id, { resolve, reject });
    this.#worker.postMessage({ type: 'want', id, key });
    return promise;
  }

  /** Resolves when the forecast under way is kept and the thread has ended. */
  async close(): Promise<void> {
    if (this.#gone !== undefined) return;
    this.#worker.postMessage({ type: 'close' });
    await this.#ended;
  }

  #hear(message: Extract<ForecastMessage, { readonly id: number }>): void {
    const call = this.#calls.get(message.id);
    this.#calls.delete(message.id);
    if (message.type === 'forecast') call?.resolve(message.forecast);
    else call?.reject(asError(message.error));
  }

  #end(reason: string): void {
    this.#gone ??= new WeirError('unavailable', `Nothing is forecast any more: ${reason}.`);
    for (const call of this.#calls.values()) call.reject(this.#gone);
    this.#calls.clear();
  }
}

function asError({ code, message, details }: PlainError): Error {
  return new WeirError(code, message, details);
}
