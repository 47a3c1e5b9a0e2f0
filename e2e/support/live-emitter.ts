import type { Millis } from '@weir/detection-service/core/time.ts';
import { writeMetrics, type ResourceInput } from '@weir/detection-service/ingest/otlp-writer.ts';

/** What a collector with one live source and one service says, without the collector. */
export class LiveEmitter {
  readonly service: string;
  #sequence = 0;

  constructor(service: string) {
    this.service = service;
  }

  /** So many calls in a slot that ends at `end`. */
  calls(count: number, start: Millis, end: Millis): ResourceInput {
    const attributes = {
      ...this.#source(),
      'service.name': this.service,
      'weir.emitter.sequence': this.#sequence++,
    };
    const point = {
      attributes: { 'http.request.method': 'GET', 'http.route': '/', 'http.response.status_code': 200 },
      ...{ start, time: end, value: BigInt(count) },
    };
    const sum = { unit: '{request}', sum: [point], temporality: 'delta' as const, monotonic: true };
    return { attributes, scopes: [{ metrics: [{ name: 'weir.http.server.requests', ...sum }] }] };
  }

  /** Everything up to here was delivered. */
  heartbeat(upTo: Millis): ResourceInput {
    const gauge = [{ time: upTo, value: BigInt(upTo) }];
    return {
      attributes: this.#source(),
      scopes: [{ metrics: [{ name: 'weir.source.heartbeat', unit: 'ms', gauge }] }],
    };
  }

  #source(): Record<string, string> {
    const name = this.service;
    return {
      'weir.emitter.id': `collector-of-${name}`,
      'weir.source.id': `log-of-${name}`,
      'weir.source.mode': 'live',
    };
  }
}

/** The request that says all of this. */
export function requestOf(resources: readonly ResourceInput[]): Uint8Array {
  return writeMetrics(resources);
}
