import type { RequestPart } from './split-request.ts';

/** An entry for one partition of the observations: what one or several requests of a tenant say to it. */
export interface RekeyedEntry {
  readonly partition: number;
  readonly tenant: string;
  readonly body: Uint8Array;
}

interface Open {
  readonly partition: number;
  readonly tenant: string;
  readonly bodies: Uint8Array[];
  bytes: number;
}

/**
 * Puts parts of requests together, so that many small requests are few entries: an `ExportMetricsServiceRequest` holds
 * nothing but a repeated field, so two of them behind one another are one. The order within a partition stays. A part
 * is never cut: an entry is larger than `maxBytes` only when one part is.
 */
export class EntryBatch {
  readonly #maxBytes: number;
  readonly #open = new Map<string, Open>();
  readonly #entries: Open[] = [];

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(tenant: string, parts: readonly RequestPart[]): void {
    for (const { partition, body } of parts) {
      const key = `${partition} ${tenant}`;
      const open = this.#open.get(key);
      if (open !== undefined && open.bytes + body.length <= this.#maxBytes) {
        open.bodies.push(body);
        open.bytes += body.length;
        continue;
      }
      const entry = { partition, tenant, bodies: [body], bytes: body.length };
      this.#open.set(key, entry);
      this.#entries.push(entry);
    }
  }

  /** The entries in the order in which they were begun; of one partition and tenant that is the order of the requests. */
  entries(): RekeyedEntry[] {
    return this.#entries.map(({ partition, tenant, bodies }) => ({
      partition,
      tenant,
      body: bodies.length === 1 ? (bodies[0] as Uint8Array) : Buffer.concat(bodies),
    }));
  }
}
