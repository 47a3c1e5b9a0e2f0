import { spawn, type ChildProcess } from 'node:child_process';
import { WeirError } from '../../core/errors.ts';

/** How a collector is started. */
export interface CollectorOptions {
  readonly binary: string;
  /** Paths of its configuration; later ones go over earlier ones. */
  readonly configs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where its health check answers. */
  readonly healthUrl: string;
  /** Called when it ends without having been stopped. */
  readonly onExit?: (sentence: string) => void;
}

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;

/** A running collector, a child of this process. */
export class CollectorProcess {
  readonly #child: ChildProcess;
  #output = '';
  #stopping = false;
  #ended: string | undefined;

  private constructor(options: CollectorOptions) {
    this.#child = spawn(
      options.binary,
      options.configs.map((config) => `--config=${config}`),
      {
        env: { ...process.env, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }
    );
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-8000);
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    const end = (reason: string): void => {
      this.#ended ??= `The collector ended (${reason}). Its last words:\n${this.#output.trim()}`;
      if (!this.#stopping) options.onExit?.(this.#ended);
    };
    this.#child.on('error', (error) => end(error.message));
    this.#child.on('close', (code, signal) => end(signal ?? `exit code ${code ?? '?'}`));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it said last, for error messages. */
  get lastWords(): string {
    return this.#output;
  }

  /** Starts it and resolves when its health check says that the pipelines are up. */
  static async start(options: CollectorOptions): Promise<CollectorProcess> {
    const collector = new CollectorProcess(options);
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (collector.#ended !== undefined) throw new WeirError('unavailable', collector.#ended);
      const answer = await fetch(options.healthUrl, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
      if (answer?.ok) return collector;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await collector.stop();
    throw new WeirError(
      'unavailable',
      `The collector was not ready in ${START_TIMEOUT_MS / 1000} s:\n${collector.#output}`
    );
  }

  /** Lets it finish what it has, then ends it. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#ended !== undefined) return;
    const gone = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGTERM');
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(impatience);
  }
}
