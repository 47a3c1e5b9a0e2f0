import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../detection-service/src/main.ts', import.meta.url));

/** How the service is started. */
export interface ServiceOptions {
  readonly data: string;
  readonly port: number;
  /** Settings as `path=value`. */
  readonly set?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The detection service as a process of its own, as people run it. */
export class ServiceProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  #output = '';
  #exit: Promise<number | null>;

  private constructor(options: ServiceOptions) {
    this.url = `http://127.0.0.1:${options.port}`;
    const set = (options.set ?? []).flatMap((pair) => ['--set', pair]);
    const args = [MAIN, 'serve', '--listen', `127.0.0.1:${options.port}`, '--data', options.data, ...set];
    this.#child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-20_000);
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    this.#exit = new Promise((resolve) => this.#child.once('close', resolve));
  }

  /** Starts it; resolves when it is ready, rejects with its last words when it ends before. */
  static async start(options: ServiceOptions): Promise<ServiceProcess> {
    const service = new ServiceProcess(options);
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      if (service.#child.exitCode !== null || service.#child.signalCode !== null) {
        throw new Error(`the service ended: ${service.#output}`);
      }
      const answer = await fetch(`${service.url}/readyz`).catch(() => undefined);
      if (answer?.ok) return service;
      await pause(25);
    }
    service.#child.kill('SIGKILL');
    throw new Error(`the service was not ready: ${service.#output}`);
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
    await this.#exit;
  }

  /** Asks it to stop; resolves with its exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.#exit;
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
