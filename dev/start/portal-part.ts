import { startPortal, type PortalOptions, type RunningPortal } from '../portal/start.ts';

/** How often the portal is started again when it dies. */
const STARTS = 3;
const WATCH_MS = 1_000;

/** The portal, which is started again when it dies. */
export class PortalPart {
  /** Where it is, once it is up; undefined when it did not come up. */
  readonly up: Promise<string | undefined>;
  readonly #options: Omit<PortalOptions, 'signal'>;
  readonly #onDeath: (sentence: string) => void;
  #portal: RunningPortal | undefined;
  readonly #stopping = new AbortController();
  #starts = 0;
  #starting: Promise<unknown> = Promise.resolve();
  #watch: NodeJS.Timeout | undefined;

  /** `onDeath` hears a sentence when it does not come up or dies. */
  constructor(options: Omit<PortalOptions, 'signal'>, onDeath: (sentence: string) => void) {
    this.#options = options;
    this.#onDeath = onDeath;
    this.up = this.#start();
  }

  /** Asks it to end, also while it is starting. */
  interrupt(): void {
    clearInterval(this.#watch);
    this.#stopping.abort();
  }

  async stop(): Promise<void> {
    this.interrupt();
    await this.#starting;
    await this.#portal?.stop();
  }

  #start(): Promise<string | undefined> {
    const starting = this.#startOnce();
    this.#starting = starting;
    return starting;
  }

  async #startOnce(): Promise<string | undefined> {
    this.#starts++;
    const { signal } = this.#stopping;
    try {
      const portal = await startPortal({ ...this.#options, signal });
      this.#portal = portal;
      if (signal.aborted) return undefined;
      this.#watch = setInterval(() => this.#look(portal), WATCH_MS);
      return portal.url;
    } catch (error) {
      if (!signal.aborted) this.#onDeath(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  #look(portal: RunningPortal): void {
    const failure = portal.failure();
    if (failure === undefined) return;
    clearInterval(this.#watch);
    const isLast = this.#starts >= STARTS;
    this.#onDeath(`${failure}\n${isLast ? 'It is not started again.' : 'Starting it again.'}`);
    if (!isLast) void this.#start();
  }
}
