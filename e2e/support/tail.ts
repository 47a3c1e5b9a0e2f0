import { open, type FileHandle } from 'node:fs/promises';
import { pause } from './service-process.ts';

/** What a shipper says with each batch. */
export interface TailOptions {
  readonly file: string;
  /** `http://127.0.0.1:PORT/v1/lines`. */
  readonly url: string;
  readonly service: string;
  readonly source: string;
}

/**
 * A log shipper as small as can be: follows a file and posts what is new to the receiver, with the file's offset as
 * idempotency key, until the receiver has acknowledged it.
 */
export class Tail {
  readonly #options: TailOptions;
  readonly #file: FileHandle;
  #offset = 0;
  #running = true;
  readonly #done: Promise<void>;

  private constructor(options: TailOptions, file: FileHandle) {
    this.#options = options;
    this.#file = file;
    this.#done = this.#follow();
  }

  static async start(options: TailOptions): Promise<Tail> {
    return new Tail(options, await open(options.file, 'a+'));
  }

  /** Sends what is left, then ends. */
  async stop(): Promise<void> {
    this.#running = false;
    await this.#done;
    await this.#file.close();
  }

  async #follow(): Promise<void> {
    while (this.#running) {
      await this.#ship();
      await pause(200);
    }
    await this.#ship();
  }

  async #ship(): Promise<void> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(1 << 20), 0, 1 << 20, this.#offset);
    const end = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1;
    if (end === 0) return;
    const { url, service, source } = this.#options;
    const answer = await fetch(url, {
      method: 'POST',
      body: buffer.subarray(0, end),
      headers: {
        'content-type': 'text/plain',
        'idempotency-key': `${source}-${this.#offset}`,
        'weir-service': service,
        'weir-source': source,
      },
    }).catch(() => undefined);
    if (answer?.ok) this.#offset += end;
  }
}
