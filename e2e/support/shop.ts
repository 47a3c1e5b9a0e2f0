import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test can do to the shop while it serves. */
export interface ShopFaults {
  /** Share of calls that fail with 500. */
  errors: number;
  /** Added to every call, in milliseconds. */
  delay: number;
}

/** A small HTTP service behind the real proxies; its faults are turned on and off by the test. */
export class Shop {
  readonly faults: ShopFaults = { errors: 0, delay: 0 };
  readonly #server: Server;
  #calls = 0;

  private constructor() {
    this.#server = createServer((_request, response) => {
      const call = this.#calls++;
      // Every n-th call instead of a random one: the test must not depend on luck.
      const fails = this.faults.errors > 0 && call % Math.round(1 / this.faults.errors) === 0;
      setTimeout(() => {
        response.statusCode = fails ? 500 : 200;
        response.end('{}');
      }, this.faults.delay + 2);
    });
  }

  static async start(): Promise<Shop> {
    const shop = new Shop();
    await new Promise<void>((resolve) => shop.#server.listen(0, '127.0.0.1', resolve));
    return shop;
  }

  /** How many calls it was asked to answer. */
  get calls(): number {
    return this.#calls;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
