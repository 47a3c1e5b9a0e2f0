import type { WeirEntity, WeirEntityPage } from '@weir/backstage-plugin-weir-common';
import type { DetectionClient } from './client';
import { sameName, type ServiceName } from '../catalog/index-of-catalog';

const KEPT_MILLISECONDS = 20_000;
const PAGE = 1_000;
/** More services are not kept; their cards say that there is no telemetry. */
const MOST = 50_000;
const PRODUCTION = /^(prod|production|live)$/i;

/** How an entity of the catalog names the service that it stands for. */
export interface ServiceClaim {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly environment: string | undefined;
  /** The name stands in an annotation, and is taken as it is. */
  readonly exact: boolean;
}

/** All services that Weir knows, to find the one that an entity of the catalog means. */
export class ServiceDirectory {
  readonly #client: DetectionClient;
  #until = 0;
  #reading: Promise<ReadonlyMap<string, WeirEntity[]>> | undefined;

  constructor(client: DetectionClient) {
    this.#client = client;
  }

  /** The service of a claim; of several environments the one that is asked for, or production, or the newest. */
  async find({ name, namespace, environment, exact }: ServiceClaim): Promise<WeirEntity | undefined> {
    const named = (await this.#services()).get(sameName(name)) ?? [];
    const fitting = named
      .filter((one) => !exact || one.name === name)
      .filter((one) => namespace === undefined || one.namespace === namespace)
      .filter((one) => environment === undefined || one.environment === environment);
    return (
      fitting.find((one) => PRODUCTION.test(one.environment)) ??
      fitting.reduce<WeirEntity | undefined>(
        (best, one) => (best && best.firstSeen >= one.firstSeen ? best : one),
        undefined
      )
    );
  }

  /** The service with an id. */
  async byId(id: string): Promise<ServiceName | undefined> {
    for (const named of (await this.#services()).values()) {
      const found = named.find((one) => one.id === id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #services(): Promise<ReadonlyMap<string, WeirEntity[]>> {
    if (this.#reading === undefined || this.#until <= Date.now()) {
      const reading = this.#read();
      this.#reading = reading;
      this.#until = Date.now() + KEPT_MILLISECONDS;
      reading.catch(() => {
        if (this.#reading === reading) this.#reading = undefined;
      });
    }
    return this.#reading;
  }

  async #read(): Promise<ReadonlyMap<string, WeirEntity[]>> {
    const found = new Map<string, WeirEntity[]>();
    let count = 0;
    let cursor: string | undefined;
    do {
      const query = { kind: 'service', limit: PAGE, cursor };
      const page: WeirEntityPage = await this.#client.json({ path: '/v1/entities', query });
      for (const one of page.items) {
        const key = sameName(one.name);
        found.set(key, [...(found.get(key) ?? []), one]);
      }
      count += page.items.length;
      cursor = page.next ?? undefined;
    } while (cursor !== undefined && count < MOST);
    return found;
  }
}
