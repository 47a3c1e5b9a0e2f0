import { WeirError } from '../core/errors.ts';
import { Turnstile } from '../http/turnstile.ts';
import type { SeriesResults } from '../storage/ports.ts';
import type { ForwardedObservation } from '../telemetry/metrics.ts';
import type { ReplicaAddress } from './owners.ts';
import { postJson } from './post.ts';
import { decodeAnswer, encodeRequest, MOST_ROWS, ROWS_PATH, type WantedRows } from './rows-message.ts';

/** A row takes less than this on its way; an answer that is larger is none. */
const MOST_ANSWER_BYTES = MOST_ROWS * 64;
const ERROR_BYTES = 64 * 1024;
/** Requests to one replica at the same time. */
const AT_ONCE = 3;

type Outcome = ForwardedObservation['outcome'];

export interface RowsClientParts {
  /** How many partitions there are. */
  readonly partitions: number;
  /** What this replica shows to the others; undefined where all are on one machine without tokens. */
  readonly token: string | undefined;
  /** How long an answer is waited for, in milliseconds. */
  readonly patience: number;
  readonly forwarded: (one: ForwardedObservation) => void;
}

/** Why another replica gave no rows, as the end of a sentence about it; says nothing of what was shown to it. */
export class NoRows extends Error {
  readonly outcome: Exclude<Outcome, 'ok'>;

  constructor(outcome: Exclude<Outcome, 'ok'>, why: string, options?: ErrorOptions) {
    super(why, options);
    this.name = 'NoRows';
    this.outcome = outcome;
  }
}

/** Asks other replicas for rows of the partitions that they own. */
export class RowsClient {
  readonly #parts: RowsClientParts;
  readonly #turnstiles = new Map<string, Turnstile>();

  constructor(parts: RowsClientParts) {
    this.#parts = parts;
  }

  /** Rows of one tenant, in the order of what is wanted. Rejects with `NoRows`. */
  async ask(owner: ReplicaAddress, tenant: string, wanted: readonly WantedRows[]): Promise<SeriesResults[]> {
    return this.#turnstile(owner.url).through(async () => {
      const began = performance.now();
      const tell = (outcome: Outcome): void =>
        this.#parts.forwarded({ outcome, seconds: (performance.now() - began) / 1_000 });
      try {
        const rows = decodeAnswer(await this.#post(owner.url, tenant, wanted), wanted);
        tell('ok');
        return rows;
      } catch (error) {
        const failure = this.#failure(error);
        tell(failure.outcome);
        throw failure;
      }
    });
  }

  async #post(url: string, tenant: string, wanted: readonly WantedRows[]): Promise<Uint8Array> {
    const { token, partitions, patience } = this.#parts;
    const to = new URL(`${url.replace(/\/+$/, '')}${ROWS_PATH}`);
    const most = { good: MOST_ANSWER_BYTES, bad: ERROR_BYTES };
    const { status, body } = await postJson(to, encodeRequest(tenant, partitions, wanted), { token, patience, most });
    if (status === 200) return body;
    const said = messageOf(body);
    if (status === 421) throw new NoRows('elsewhere', `says: ${said}`);
    if (status === 401 || status === 403) {
      throw new NoRows('refused', 'does not take the token in replica.token of this replica');
    }
    throw new NoRows('failed', `answers with ${status}: ${said}`);
  }

  #failure(error: unknown): NoRows {
    if (error instanceof NoRows) return error;
    if (error instanceof WeirError)
      return new NoRows('failed', `is not understood: ${error.message}`, { cause: error });
    if (isTimeout(error)) {
      return new NoRows('failed', `did not answer within ${this.#parts.patience / 1_000} s`, { cause: error });
    }
    return new NoRows('failed', `does not answer (${reasonOf(error)})`, { cause: error });
  }

  #turnstile(url: string): Turnstile {
    let turnstile = this.#turnstiles.get(url);
    if (turnstile === undefined) {
      turnstile = new Turnstile(AT_ONCE);
      this.#turnstiles.set(url, turnstile);
    }
    return turnstile;
  }
}

/** What an error of the service says; nothing of an answer that is something else. */
function messageOf(body: Uint8Array): string {
  try {
    const { message } = JSON.parse(Buffer.from(body).toString('utf8')) as { readonly message?: unknown };
    if (typeof message === 'string') return message.slice(0, 500);
  } catch {
    // Somebody else answers there.
  }
  return 'something that is not of this service';
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code ?? (error instanceof Error ? error.message : String(error));
}

/** Node aborts a request for a reason, which is the error's cause. */
function isTimeout(error: unknown): boolean {
  return (
    error instanceof Error && [error, error.cause].some((one) => (one as Error | undefined)?.name === 'TimeoutError')
  );
}
