import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../detection-service/src/main.ts', import.meta.url));
const READY_TIMEOUT_MS = 60_000;
const running = new Set<ChildProcess>();

/** How the service is started. */
export interface ServiceOptions {
  readonly data: string;
  readonly port: number;
  /** Settings as `path=value`. */
  readonly set?: readonly string[];
  /** Further arguments of `weir serve`; later ones win. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The detection service as a process of its own, as people run it. */
export class ServiceProcess {
  readonly url: string;
  /** Exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  #output = '';

  private constructor(options: ServiceOptions) {
    this.url = `http://127.0.0.1:${options.port}`;
    const set = (options.set ?? []).flatMap((pair) => ['--set', pair]);
    const listen = ['--listen', `127.0.0.1:${options.port}`];
    const args = [MAIN, 'serve', ...listen, '--data', options.data, ...set, ...(options.args ?? [])];
    this.#child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-20_000);
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    running.add(this.#child);
    this.ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.once('close', () => running.delete(this.#child));
  }

  /** Ends what a failed test left running. */
  static killStragglers(): void {
    for (const child of running) child.kill('SIGKILL');
  }

  /** Starts it; resolves when it is ready, rejects with its last words when it ends before. */
  static async start(options: ServiceOptions): Promise<ServiceProcess> {
    const service = new ServiceProcess(options);
    await service.ready();
    return service;
  }

  /** Starts it and does not wait. */
  static launch(options: ServiceOptions): ServiceProcess {
    return new ServiceProcess(options);
  }

  /** Resolves when it is ready, rejects with its last words when it ends before. */
  async ready(): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`the service ended: ${this.#output}`);
      }
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await pause(25);
    }
    this.#child.kill('SIGKILL');
    throw new Error(`the service was not ready: ${this.#output}`);
  }

  get output(): string {
    return this.#output;
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Loses the process at once, as power loss or the kernel's out-of-memory killer does. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** Asks it to stop; resolves with its exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.ended;
  }

  /** Reads the API. */
  async get<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.url}${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
