import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { takesConnections } from './ports.ts';
import { pause } from './service-process.ts';

const READY_TIMEOUT_MS = 10_000;

/** A real Mosquitto (Debian: `mosquitto`) on loopback that keeps sessions and messages over restarts. */
export class Mosquitto {
  readonly port: number;
  readonly #config: string;
  #child: ChildProcess | undefined;
  #output = '';

  constructor(folder: string, port: number) {
    mkdirSync(folder, { recursive: true });
    this.port = port;
    this.#config = path.join(folder, 'mosquitto.conf');
    const lines = [
      // As root it would become somebody who may not write here.
      ...(process.getuid?.() === 0 ? ['user root'] : []),
      `listener ${port} 127.0.0.1`,
      'allow_anonymous true',
      'persistence true',
      `persistence_location ${folder}/`,
      'max_queued_messages 0',
    ];
    writeFileSync(this.#config, `${lines.join('\n')}\n`);
  }

  /** Starts it, with what it has stored; resolves when it takes connections. */
  async start(): Promise<void> {
    // Debian keeps it where not everybody's PATH leads.
    const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };
    const child = spawn('mosquitto', ['-c', this.#config], { stdio: ['ignore', 'pipe', 'pipe'], env });
    this.#child = child;
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => keep(Buffer.from(error.message)));
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (await takesConnections(this.port)) return;
      await pause(20);
    }
    throw new Error(`Mosquitto did not start: ${this.#output}`);
  }

  /** Ends it; it stores what it has. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await gone;
  }
}
