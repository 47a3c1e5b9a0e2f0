import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../../..');
/** Two minutes: machines that test are busy. */
const READY_MILLISECONDS = 120_000;
const SECRETS = {
  portal: 'portal-secret-of-the-tests',
  ingest: 'ingest-secret-of-the-tests',
  reader: 'reader-secret-of-the-tests',
};

/** Tokens of a started service: what a portal has, one that may only send, one that may only read. */
export const TOKENS = SECRETS;

const CONFIG = `tokens:
  - { name: portal, scopes: [read, write, act-as], secret: { env: WEIR_TEST_PORTAL } }
  - { name: ingest, scopes: [ingest], secret: { env: WEIR_TEST_INGEST } }
  - { name: reader, scopes: [read], secret: { env: WEIR_TEST_READER } }
`;

/** The real detection service, as a process of its own. */
export class DetectionServiceProcess {
  readonly url: string;
  readonly port: number;
  readonly #folder: string;
  #child: ChildProcess;
  #output = '';

  private constructor(port: number, folder: string) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#folder = folder;
    this.#child = this.#launch();
  }

  static async start(): Promise<DetectionServiceProcess> {
    const folder = mkdtempSync(path.join(tmpdir(), 'weir-backstage-'));
    writeFileSync(path.join(folder, 'weir.yaml'), CONFIG);
    const service = new DetectionServiceProcess(await freePort(), folder);
    await service.#ready();
    return service;
  }

  /** Two services over five hours until now, one of which failed for a while: `shop` and `worker`. */
  async tellStory(): Promise<void> {
    const script = path.join(__dirname, 'tell-story.mjs');
    const child = spawn(process.execPath, [script, this.url, SECRETS.ingest], { stdio: ['ignore', 'ignore', 'pipe'] });
    let output = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`the story was not told: ${output}`);
  }

  /** Asks it directly, with the portal's token. */
  async get<T>(at: string): Promise<T> {
    const answer = await fetch(`${this.url}${at}`, { headers: { authorization: `Bearer ${SECRETS.portal}` } });
    if (!answer.ok) throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Ends it; its data stay. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }

  /** Starts it again on the same port, over the same data or none. */
  async restart({ empty = false } = {}): Promise<void> {
    await this.stop();
    if (empty) rmSync(path.join(this.#folder, 'data'), { recursive: true });
    this.#child = this.#launch();
    await this.#ready();
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #launch(): ChildProcess {
    const main = path.join(ROOT, 'detection-service/src/main.ts');
    const flags = ['--listen', `127.0.0.1:${this.port}`, '--data', path.join(this.#folder, 'data')];
    const child = spawn(process.execPath, [main, 'serve', '--config', path.join(this.#folder, 'weir.yaml'), ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        WEIR_TEST_PORTAL: SECRETS.portal,
        WEIR_TEST_INGEST: SECRETS.ingest,
        WEIR_TEST_READER: SECRETS.reader,
      },
    });
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-5_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    return child;
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + READY_MILLISECONDS;
    while (Date.now() < deadline) {
      if (this.#child.exitCode !== null) throw new Error(`the detection service ended: ${this.#output}`);
      const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the detection service was not ready: ${this.#output}`);
  }
}

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
