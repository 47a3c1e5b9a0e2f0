import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('replica-main.ts', import.meta.url));
const running = new Set<ChildProcess>();

/** What a replica says of itself. */
export interface ReplicaStatus {
  readonly partitions: readonly number[];
  readonly problems: readonly string[];
  /** Verdicts since it was started. */
  readonly verdicts: number;
  readonly series: number;
  readonly lagRecords?: Readonly<Record<string, number>>;
}

/** A replica's shard in a process of its own. */
export class ReplicaProcess {
  /** Everything that it has reported. */
  readonly said: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #status: ReplicaStatus = { partitions: [], problems: [], verdicts: 0, series: 0 };
  #rest = '';

  constructor(configFile: string, env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [MAIN, configFile], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    running.add(this.#child);
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.once('close', () => running.delete(this.#child));
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#hear(chunk.toString('utf8')));
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.said.push(...chunk.toString('utf8').split('\n').filter(Boolean));
    });
  }

  static killStragglers(): void {
    for (const child of running) child.kill('SIGKILL');
  }

  /** As it said last. */
  get status(): ReplicaStatus {
    return this.#status;
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Freezes it: it says nothing to anybody, and does not know. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.#ended;
  }

  #hear(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    const last = lines.at(-1);
    if (last !== undefined) this.#status = JSON.parse(last) as ReplicaStatus;
  }
}
