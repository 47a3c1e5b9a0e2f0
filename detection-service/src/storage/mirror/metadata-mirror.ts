import { setTimeout as pause } from 'node:timers/promises';
import { WeirError } from '../../core/errors.ts';
import { SECOND } from '../../core/time.ts';
import type { Millis } from '../../core/time.ts';
import type { MetadataPage } from '../postgres/postgres-metadata.ts';
import { isDamage, MirrorTables, removeMirror } from './mirror-tables.ts';

export interface MirrorOptions {
  /** Where the copy is; made when it is not there. */
  readonly directory: string;
  /** Whom it follows. */
  readonly metadata: { follow(since: number, limit: number): Promise<MetadataPage> };
  /** How often it asks; default a second. */
  readonly interval?: Millis | undefined;
  /** Told, as a sentence, when it cannot follow, and when it begins anew. */
  readonly onReport?: ((sentence: string) => void) | undefined;
}

const INTERVAL = 1 * SECOND;
/** How long `caughtUpWith` waits. */
const PATIENCE = 10 * SECOND;
/** Taking a row takes tens of microseconds, and whoever shares the thread waits for a page. */
const PAGE = 1_000;

interface Waiter {
  readonly position: number;
  readonly resolve: () => void;
}

/**
 * Fills a replica's copy of the metadata of all partitions, by asking PostgreSQL for what has changed. A copy that is
 * damaged, or of another database, is begun anew. It is read by `MirrorReader`.
 */
export class MetadataMirror {
  readonly #options: MirrorOptions;
  readonly #closed = new AbortController();
  readonly #following: Promise<void>;
  #tables: MirrorTables;
  #waiters: Waiter[] = [];
  #wake = new AbortController();
  /** When it last had everything, by `performance.now()`. */
  #caughtUpAt = -Infinity;

  constructor(options: MirrorOptions) {
    this.#options = options;
    this.#tables = this.#openTables();
    this.#following = this.#followAll();
  }

  /** Everything up to here can be read. */
  get position(): number {
    return this.#tables.position;
  }

  /** How long ago it had everything that there was; infinite before the first time. */
  get age(): Millis {
    return performance.now() - this.#caughtUpAt;
  }

  /** Resolves when everything up to a position can be read. Rejects with `unavailable` when that takes too long. */
  async caughtUpWith(position: number, patience: Millis = PATIENCE): Promise<void> {
    if (this.#closed.signal.aborted) throw behind(position, this.position);
    if (this.position >= position) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter = { position, resolve };
    this.#waiters.push(waiter);
    this.#wake.abort();
    const ended = new AbortController();
    const late = pause(patience, undefined, { signal: ended.signal }).then(
      () => {
        this.#waiters = this.#waiters.filter((one) => one !== waiter);
        throw behind(position, this.position);
      },
      () => undefined
    );
    try {
      await Promise.race([promise, late]);
    } finally {
      ended.abort();
    }
  }

  #openTables(): MirrorTables {
    try {
      return new MirrorTables(this.#options.directory, false);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return this.#newTables('is damaged');
    }
  }

  #newTables(why: string): MirrorTables {
    const { directory } = this.#options;
    this.#report(`the copy of the metadata in ${directory} ${why}: it is made anew`);
    removeMirror(directory);
    return new MirrorTables(directory, false);
  }

  /** From nothing; who reads sees it fill. */
  #beginAnew(why: string): void {
    try {
      this.#tables.close();
    } catch {
      // It goes.
    }
    this.#tables = this.#newTables(why);
  }

  async #followAll(): Promise<void> {
    let isReported = false;
    while (!this.#closed.signal.aborted) {
      let isBehind = false;
      try {
        isBehind = await this.#followOnce();
        isReported = false;
      } catch (error) {
        if (isDamage(error)) this.#beginAnew('is damaged');
        else if (!isReported) this.#report(`metadata of other replicas are not followed: ${sentenceOf(error)}`);
        isReported = true;
      }
      if (!isBehind) await this.#rest();
    }
  }

  /** Takes one page; says whether there is more. */
  async #followOnce(): Promise<boolean> {
    const page = await this.#options.metadata.follow(this.#tables.position, PAGE);
    if (this.#closed.signal.aborted) return false;
    if (this.#tables.isForeign(page)) {
      this.#beginAnew('is that of another database, or of a later state of this one');
      return true;
    }
    this.#tables.take(page);
    this.#resolveWaiters();
    const isBehind = page.upTo < page.newest;
    if (!isBehind) this.#caughtUpAt = performance.now();
    return isBehind;
  }

  #resolveWaiters(): void {
    const { position } = this.#tables;
    for (const waiter of this.#waiters) if (waiter.position <= position) waiter.resolve();
    this.#waiters = this.#waiters.filter((waiter) => waiter.position > position);
  }

  async #rest(): Promise<void> {
    const { interval = INTERVAL } = this.#options;
    if (!this.#wake.signal.aborted)
      await pause(interval, undefined, { signal: this.#wake.signal }).catch(() => undefined);
    this.#wake = new AbortController();
    // Who waits longer than one question takes does not ask without a breath.
    if (this.#waiters.length > 0) await pause(Math.min(interval, 20));
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#wake.abort();
    await this.#following;
    this.#tables.close();
  }

  #report(sentence: string): void {
    this.#options.onReport?.(sentence);
  }
}

function behind(position: number, at: number): WeirError {
  return new WeirError('unavailable', 'what was asked for has not come from PostgreSQL yet: ask again in a moment', [
    { path: 'position', expected: String(position), found: String(at) },
  ]);
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
