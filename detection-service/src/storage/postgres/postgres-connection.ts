import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { isPassing, placeOf, postgresAnswer } from './postgres-answer.ts';

/** A question to the server. */
type Work<T> = (client: pg.PoolClient) => Promise<T>;

const CONNECTIONS = 4;
const CONNECT_MILLIS = 5_000;
const STATEMENT_MILLIS = 30_000;
/** Who waits longer than this for a row that somebody else has locked asks again. */
const LOCK_MILLIS = 10_000;
const FIRST_WAIT = 100;
const LONGEST_WAIT = 5_000;

/**
 * A few connections to PostgreSQL. What fails and may be over in a moment is asked again with growing waits, so all that
 * is asked must be the same when it is done twice.
 */
export class PostgresConnection {
  readonly place: string;
  readonly #pool: pg.Pool;
  readonly #closed = new AbortController();

  /** `url`: see the documentation of libpq; TLS by `sslmode` and `sslrootcert`. Nothing is asked yet. */
  constructor(url: string) {
    this.place = placeOf(url);
    this.#pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MILLIS,
      statement_timeout: STATEMENT_MILLIS,
      // The server may be gone without a word.
      query_timeout: STATEMENT_MILLIS + 5_000,
      lock_timeout: LOCK_MILLIS,
      idle_in_transaction_session_timeout: STATEMENT_MILLIS,
      keepAlive: true,
      application_name: 'weir',
    });
    // An idle connection that breaks is replaced when it is needed.
    this.#pool.on('error', () => undefined);
  }

  /** Asks until there is an answer, for at most `patience` milliseconds. Throws `WeirError('unavailable')`. */
  async ask<T>(tried: string, patience: number, work: Work<T>): Promise<T> {
    const until = performance.now() + patience;
    for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
      try {
        return await this.#once(work);
      } catch (error) {
        const left = until - performance.now();
        if (left <= 0 || !isPassing(error) || this.#closed.signal.aborted)
          throw postgresAnswer(error, this.place, tried);
        await pause(Math.min(wait, left), undefined, { signal: this.#closed.signal }).catch(() => undefined);
      }
    }
  }

  async #once<T>(work: Work<T>): Promise<T> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    const note = (error: Error): void => {
      broken = error;
    };
    client.on('error', note);
    try {
      return await work(client);
    } catch (error) {
      broken ??= error instanceof Error && !('severity' in error) ? error : undefined;
      throw error;
    } finally {
      client.off('error', note);
      // A connection that failed, other than by an answer, is not used again.
      client.release(broken ?? false);
    }
  }

  /** Waits for what is being answered, and for nothing else. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#pool.end();
  }
}
