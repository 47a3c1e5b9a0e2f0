import { Agent, get } from 'node:http';

/** A steady stream of calls to one address, bounded by `stop`. */
export class Load {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32 });
  readonly #port: number;
  readonly #paths: readonly string[];
  #timer: NodeJS.Timeout | undefined;
  #sent = 0;

  constructor(port: number, paths: readonly string[]) {
    this.#port = port;
    this.#paths = paths;
  }

  /** Starts to call `perSecond` times a second; a running load changes its rate. */
  run(perSecond: number): void {
    this.pause();
    if (perSecond <= 0) return;
    this.#timer = setInterval(() => this.#call(), 1000 / perSecond);
  }

  pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  stop(): void {
    this.pause();
    this.#agent.destroy();
  }

  #call(): void {
    const path = this.#paths[this.#sent++ % this.#paths.length];
    const call = get({ host: '127.0.0.1', port: this.#port, path, agent: this.#agent, timeout: 5000 }, (answer) => {
      answer.resume();
    });
    // A call that the proxy cannot serve is part of what is tested; the access log tells of it.
    call.on('error', () => undefined);
    call.on('timeout', () => call.destroy());
  }
}
