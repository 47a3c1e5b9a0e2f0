import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PEERS = fileURLToPath(new URL('../../collector-receiver/internal/peers', import.meta.url));
const running = new Set<ChildProcess>();

/** Builds the sender with the official clients; returns its path in `folder`. */
export function buildShipper(folder: string): string {
  const binary = path.join(folder, 'shipper');
  const built = spawnSync('go', ['build', '-o', binary, './shipper'], { cwd: PEERS, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the shipper cannot be built: ${built.stderr}`);
  return binary;
}

/** What a shipper is started with. */
export interface ShipperOptions {
  readonly binary: string;
  readonly protocol: 'lumberjack' | 'fluent';
  readonly port: number;
  /** Lines that are sent at once. */
  readonly window: number;
}

/** A process that sends lines through the official client of a protocol, again and again until each is acknowledged. */
export class Shipper {
  /** Lines that the collector has acknowledged. */
  acknowledged = 0;
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #output = '';

  constructor({ binary, protocol, port, window }: ShipperOptions) {
    this.#child = spawn(binary, [protocol, `127.0.0.1:${port}`, String(window)], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.acknowledged = Number(chunk.toString('utf8').trim().split('\n').at(-1));
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString('utf8');
    });
    running.add(this.#child);
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.once('close', () => running.delete(this.#child));
  }

  /** Ends what a failed test left running. */
  static killStragglers(): void {
    for (const child of running) child.kill('SIGKILL');
  }

  send(lines: readonly string[]): void {
    this.#child.stdin?.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** Nothing more comes; resolves when everything is acknowledged. */
  async end(): Promise<void> {
    this.#child.stdin?.end();
    const code = await this.#ended;
    if (code !== 0) throw new Error(`the shipper ended with ${code}: ${this.#output}`);
  }
}
