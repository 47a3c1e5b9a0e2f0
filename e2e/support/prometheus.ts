import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { remoteWriteBody, type WrittenSeries } from './remote-write.ts';
import { pause } from './service-process.ts';

const READY_TIMEOUT_MS = 30_000;

/** A real Prometheus of Debian, version 2, with nothing in it. It takes remote writes, and scrapes what it is told to. */
export class Prometheus {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = '';

  private constructor(folder: string, port: number, settings: string) {
    this.url = `http://127.0.0.1:${port}`;
    const config = path.join(folder, 'prometheus.yml');
    writeFileSync(config, settings);
    this.#child = spawn(
      'prometheus',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${path.join(folder, 'tsdb')}`,
        '--storage.tsdb.retention.time=100y',
        `--web.listen-address=127.0.0.1:${port}`,
        '--web.enable-remote-write-receiver',
        // Version 2 still sees a sample that is exactly five minutes old, version 3 (and Weir) does not.
        '--query.lookback-delta=299999ms',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] }
    );
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-5_000);
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', resolve);
      this.#child.once('error', (error) => {
        this.#output += error.message;
        resolve(error);
      });
    });
  }

  /** Starts it over an empty folder; resolves when it answers. */
  static async start(folder: string, settings = 'global: {}\n'): Promise<Prometheus> {
    mkdirSync(folder, { recursive: true });
    const prometheus = new Prometheus(folder, await freePort(), settings);
    let ended = false;
    void prometheus.#ended.then(() => {
      ended = true;
    });
    for (const deadline = Date.now() + READY_TIMEOUT_MS; Date.now() < deadline; await pause(50)) {
      if (ended) throw new Error(`Prometheus did not start: ${prometheus.#output}`);
      const answer = await fetch(`${prometheus.url}/-/ready`).catch(() => undefined);
      if (answer?.ok) return prometheus;
    }
    await prometheus.stop();
    throw new Error(`Prometheus was not ready: ${prometheus.#output}`);
  }

  /** Gives it samples; those of one series ascend in time from call to call. */
  async write(series: readonly WrittenSeries[]): Promise<void> {
    const answer = await fetch(`${this.url}/api/v1/write`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-protobuf',
        'content-encoding': 'snappy',
        'x-prometheus-remote-write-version': '0.1.0',
      },
      body: remoteWriteBody(series),
    });
    if (!answer.ok) throw new Error(`remote write: ${answer.status} ${await answer.text()}`);
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
