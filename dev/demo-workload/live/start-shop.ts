import { seededRandom } from '@weir/detection-service/core/random.ts';
import { SERVICES, type ServiceName } from '../model/shop.ts';
import type { Plan } from '../plan.ts';
import { ShopService } from './shop-service.ts';
import { followCalls } from './telemetry.ts';
import { visitShop } from './traffic.ts';

/** The running services of the shop. */
export interface Shop {
  readonly urls: ReadonlyMap<ServiceName, string>;
  /** Lets people in, until the shop stops. */
  open(): void;
  stop(): Promise<void>;
}

/** Starts the services of the shop, each on a port of its own. `collector` is the base URL of its OTLP over HTTP. */
export async function startShop(plan: Plan, collector: string): Promise<Shop> {
  followCalls();
  const random = seededRandom((plan.seed ^ Date.now()) >>> 0);
  const running = new Map<ServiceName, ShopService>();
  const urlOf = (service: ServiceName): string => running.get(service)?.url ?? 'http://127.0.0.1:9';
  const { incidents } = plan;
  for (const service of SERVICES) {
    running.set(service, await ShopService.start({ service, collector, urlOf, incidents, random }));
  }
  const closing = new AbortController();
  let visits: Promise<void> = Promise.resolve();
  return {
    urls: new Map([...running].map(([name, { url }]) => [name, url])),
    open: () => {
      visits = visitShop(plan, urlOf('shop-web'), random, closing.signal);
    },
    stop: async () => {
      closing.abort();
      await visits;
      await Promise.all([...running.values()].map((service) => service.stop()));
    },
  };
}
