import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { WeirError } from '@weir/detection-service/core/errors.ts';

/** How the backend of the portal is started. */
export interface PortalProcessOptions {
  readonly cwd: string;
  /** Of Node. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 when every plugin is up. */
  readonly readyUrl: string;
  /** Written anew at every start. */
  readonly logFile: string;
  /** Ends a start that is under way, which then fails. */
  readonly signal?: AbortSignal;
}

const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 15_000;
const LAST_WORDS = 6_000;

/** The backend of the portal, a child of this process. */
export class PortalProcess {
  readonly #child: ChildProcess;
  readonly #log: WriteStream;
  #output = '';
  #ended: string | undefined;

  private constructor(options: PortalProcessOptions) {
    this.#log = createWriteStream(options.logFile);
    this.#child = spawn(process.execPath, [...options.args], {
      cwd: options.cwd,
      env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn', ...options.env },
      // By the channel it hears when this process is gone, and ends, too.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const keep = (chunk: Buffer): void => {
      this.#log.write(chunk);
      this.#output = (this.#output + chunk.toString('utf8')).slice(-LAST_WORDS);
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    const end = (reason: string): void => {
      this.#ended ??= `The portal ended (${reason}); see ${options.logFile}. Its last words:\n${this.#output.trim()}`;
      this.#log.end();
    };
    this.#child.on('error', (error) => end(error.message));
    this.#child.on('close', (code, signal) => end(signal ?? `exit code ${code ?? '?'}`));
  }

  /** Starts it, and resolves when all of it is up. */
  static async start(options: PortalProcessOptions): Promise<PortalProcess> {
    const portal = new PortalProcess(options);
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline && options.signal?.aborted !== true) {
      if (portal.#ended !== undefined) throw new WeirError('unavailable', portal.#ended);
      const answer = await fetch(options.readyUrl, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
      if (answer?.ok) return portal;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await portal.stop();
    throw new WeirError('unavailable', `The portal was not up in ${START_TIMEOUT_MS / 1000} s:\n${portal.#output}`);
  }

  /** Why it ended; undefined while it runs. */
  failure(): string | undefined {
    return this.#ended;
  }

  /** Asks it to end, and waits until it has. */
  async stop(): Promise<void> {
    if (this.#ended !== undefined) return;
    const gone = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGTERM');
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(impatience);
  }
}
