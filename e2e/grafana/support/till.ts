import { MINUTE, SECOND } from '@weir/detection-service/core/time.ts';
import { writeMetrics, type ResourceInput } from '@weir/detection-service/ingest/otlp-writer.ts';
import { postMetrics } from '../../support/otlp-sender.ts';
import { pause } from '../../support/service-process.ts';
import { SEND_TOKEN } from './stage.ts';

export const TILL = 'till';
const SLOT = 10 * SECOND;

/** A live service, as a collector tells of it every two seconds: calls by slots of ten seconds, and heartbeats. */
export class Till {
  /** The share of calls that fails. */
  failing = 0;
  readonly #url: string;
  #told: number;
  #sequence = 0;
  #open = true;
  #telling: Promise<void>;

  /** Starts at the last whole minute but one. */
  constructor(url: string) {
    this.#url = url;
    this.#told = Math.floor(Date.now() / MINUTE) * MINUTE - MINUTE;
    this.#telling = this.#tell();
  }

  async close(): Promise<void> {
    this.#open = false;
    await this.#telling;
  }

  async #tell(): Promise<void> {
    while (this.#open) {
      const slots: ResourceInput[] = [];
      for (; this.#told + SLOT <= Date.now(); this.#told += SLOT) slots.push(this.#slot(this.#told));
      const body = writeMetrics([...slots, this.#heartbeat(this.#told)]);
      const { status } = await postMetrics(this.#url, body, { authorization: `Bearer ${SEND_TOKEN}` });
      if (status !== 200) throw new Error(`the service answered ${status}`);
      await pause(2 * SECOND);
    }
  }

  #slot(start: number): ResourceInput {
    const failed = Math.round(20 * this.failing);
    const point = (status: number, count: number): object => ({
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/till',
        'http.response.status_code': status,
        ...(status >= 500 ? { 'error.type': String(status) } : {}),
      },
      ...{ start, time: start + SLOT, value: BigInt(count) },
    });
    const sum = [point(200, 20 - failed), point(500, failed)] as { time: number }[];
    const requests = {
      name: 'weir.http.server.requests',
      unit: '{request}',
      temporality: 'delta',
      monotonic: true,
    } as const;
    const attributes = { ...this.#source(), 'service.name': TILL, 'weir.emitter.sequence': this.#sequence++ };
    return { attributes, scopes: [{ metrics: [{ ...requests, sum }] }] };
  }

  #heartbeat(upTo: number): ResourceInput {
    const gauge = [{ time: upTo, value: BigInt(upTo) }];
    return {
      attributes: this.#source(),
      scopes: [{ metrics: [{ name: 'weir.source.heartbeat', unit: 'ms', gauge }] }],
    };
  }

  #source(): Record<string, string> {
    return {
      'weir.emitter.id': `collector-${this.#startedAt}`,
      'weir.source.id': 'till-log',
      'weir.source.mode': 'live',
    };
  }

  readonly #startedAt = Date.now();
}
