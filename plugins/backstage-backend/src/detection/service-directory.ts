import type { WeirEntity, WeirEntityPage } from '@weir/backstage-plugin-weir-common';
import type { DetectionClient } from './client';
import { sameName, type ServiceName } from '../catalog/index-of-catalog';

/** After so long services are read anew; what is older by more is not answered meanwhile. */
const FRESH_MILLISECONDS = 20_000;
const STALE_MILLISECONDS = 10 * 60_000;
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

/** By the name without what may differ in it. */
type Services = ReadonlyMap<string, readonly WeirEntity[]>;

/** All services that Weir knows, to find the one that an entity of the catalog means. */
export class ServiceDirectory {
  readonly #client: DetectionClient;
  #kept: { asOf: number; services: Services } | undefined;
  #reading: Promise<Services> | undefined;

  constructor(client: DetectionClient) {
    this.#client = client;
  }

  /** The service of a claim. */
  find(claim: ServiceClaim): Promise<WeirEntity | undefined> {
    return this.#firstIn((services) => fittingIn(services, claim));
  }

  /** The service with an id. */
  byId(id: string): Promise<ServiceName | undefined> {
    return this.#firstIn((services) => {
      for (const named of services.values()) {
        const found = named.find((one) => one.id === id);
        if (found !== undefined) return found;
      }
      return undefined;
    });
  }

  /** Reads them before somebody asks. */
  async readAhead(): Promise<void> {
    await this.#newest();
  }

  /** Looks where who was here before need not wait, and for what is not there yet in the newest. */
  async #firstIn<T>(look: (services: Services) => T | undefined): Promise<T | undefined> {
    const kept = this.#kept;
    const age = kept === undefined ? Number.MAX_SAFE_INTEGER : Date.now() - kept.asOf;
    if (kept !== undefined && age < FRESH_MILLISECONDS) return look(kept.services);
    const newest = this.#newest();
    const found = kept !== undefined && age < STALE_MILLISECONDS ? look(kept.services) : undefined;
    return found ?? look(await newest);
  }

  #newest(): Promise<Services> {
    if (this.#reading === undefined) {
      const reading = this.#read();
      this.#reading = reading;
      // Who waits for it hears of a failure; otherwise the next who asks begins again.
      reading
        .then(
          (services) => {
            this.#kept = { asOf: Date.now(), services };
          },
          () => undefined
        )
        .finally(() => {
          this.#reading = undefined;
        });
    }
    return this.#reading;
  }

  async #read(): Promise<Services> {
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

/** Of several environments the one that is asked for, or production, or the newest. */
function fittingIn(services: Services, { name, namespace, environment, exact }: ServiceClaim): WeirEntity | undefined {
  const fitting = (services.get(sameName(name)) ?? [])
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
