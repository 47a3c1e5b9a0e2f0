import { spawn, type ChildProcess } from 'node:child_process';
import type { CollectorSetting } from '@weir/detection-service/cli/collector/start.ts';
import type { Victim } from './kill-loop.ts';
import { pause } from './service-process.ts';

const READY_TIMEOUT_MS = 60_000;
const running = new Set<ChildProcess>();

/** A collector that can be lost before it is ready. */
export class CollectorVictim implements Victim {
  readonly #child: ChildProcess;
  readonly #healthUrl: string;
  readonly #ended: Promise<unknown>;
  #output = '';

  constructor(binary: string, { configs, env, healthUrl }: CollectorSetting) {
    const args = configs.map((config) => `--config=${config}`);
    this.#child = spawn(binary, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#healthUrl = healthUrl;
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-20_000);
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    running.add(this.#child);
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.once('close', () => running.delete(this.#child));
  }

  /** Ends what a failed test left running. */
  static killStragglers(): void {
    for (const child of running) child.kill('SIGKILL');
  }

  async ready(): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`the collector ended: ${this.#output}`);
      }
      const answer = await fetch(this.#healthUrl).catch(() => undefined);
      if (answer?.ok) return;
      await pause(10);
    }
    throw new Error(`the collector was not ready: ${this.#output}`);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }
}
