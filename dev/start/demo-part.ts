import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DemoEvent } from '../demo-workload/run-demo.ts';
import { story } from './story.ts';

const MAIN = fileURLToPath(new URL('../demo-workload/main.ts', import.meta.url));
const STOP_TIMEOUT_MS = 5_000;
const LAST_WORDS = 2_000;
/** How often it is started again when it dies, and how long it waits before. */
const STARTS = 3;
const PAUSE_MS = 2_000;

/** Where the demo runs. */
export interface DemoPlace {
  readonly seed: number;
  readonly data: string;
  /** Base URLs: of the collector's OTLP over HTTP, and of the detection service. */
  readonly collector: string;
  readonly weir: string;
  readonly token: string;
}

/** Takes a line about a part: its name, where it is, what it is. */
export type Announce = (part: string, where: string, what: string) => void;

/** The demo workload in a process of its own, which is started again when it dies. */
export class DemoPart {
  /** What is to be seen in it, once it lives; undefined when it died for good. */
  readonly story: Promise<string | undefined>;
  readonly #place: DemoPlace;
  readonly #announce: Announce;
  readonly #complain: (sentence: string) => void;
  readonly #told = Promise.withResolvers<string | undefined>();
  #child: ChildProcess | undefined;
  #starts = 0;
  #isStopping = false;
  #again: NodeJS.Timeout | undefined;

  constructor(place: DemoPlace, announce: Announce, complain: (sentence: string) => void) {
    this.#place = place;
    this.#announce = announce;
    this.#complain = complain;
    this.story = this.#told.promise;
    this.#start();
  }

  /** Asks it to end. */
  interrupt(): void {
    this.#isStopping = true;
    clearTimeout(this.#again);
    this.#told.resolve(undefined);
    this.#child?.kill('SIGTERM');
  }

  /** Ends it, by force after five seconds. */
  async stop(): Promise<void> {
    this.interrupt();
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(impatience);
  }

  #start(): void {
    this.#starts++;
    const { seed, data, collector, weir, token } = this.#place;
    const args = [MAIN, '--seed', String(seed), '--data', data, '--collector', collector, '--weir', weir];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, WEIR_DEMO_TOKEN: token },
    });
    this.#child = child;
    let words = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-LAST_WORDS);
    });
    child.on('message', (event) => this.#heard(event as DemoEvent));
    child.on('error', (error) => (words += error.message));
    child.on('close', (code, signal) => {
      this.#child = undefined;
      if (!this.#isStopping) this.#died(signal ?? `exit code ${code ?? '?'}`, words.trim());
    });
  }

  #heard(event: DemoEvent): void {
    switch (event.is) {
      case 'other-seed':
        this.#complain(`The demo of this data directory has the seed ${event.seed}; another one needs another --data.`);
        break;
      case 'serving':
        for (const [i, [name, url]] of Object.entries(event.urls).entries()) {
          this.#announce(i === 0 ? 'demo workload' : '', url, name);
        }
        break;
      case 'history':
        this.#announce('', '', `two weeks of its history: ${Math.round(100 * event.share)} %`);
        break;
      case 'live':
        this.#told.resolve(story(event.plan, event.outageFound));
        break;
    }
  }

  #died(reason: string, words: string): void {
    const isLast = this.#starts >= STARTS;
    const next = isLast ? 'it is not started again' : 'starting it again';
    this.#complain(`The demo workload ended (${reason}); ${next}. Its last words:\n${words}`);
    if (isLast) this.#told.resolve(undefined);
    else this.#again = setTimeout(() => this.#start(), PAUSE_MS);
  }
}
