import { setTimeout as pause } from 'node:timers/promises';
import { visitsPerSecond } from '../model/rhythm.ts';
import { ENDPOINTS, visit } from '../model/shop.ts';
import type { Plan } from '../plan.ts';
import { pathOf } from './routes.ts';
import { statusOf } from './shop-service.ts';

/** Visits under way; with more, visitors go elsewhere. */
const MOST_AT_ONCE = 200;

/** Visits the shop as people do, at random at the rate of the hour, until `stopped`. */
export async function visitShop(plan: Plan, shop: string, random: () => number, stopped: AbortSignal): Promise<void> {
  let underWay = 0;
  while (!stopped.aborted) {
    const wait = (-Math.log(1 - random()) / visitsPerSecond(Date.now(), plan.seed, plan.offset)) * 1_000;
    await pause(wait, undefined, { signal: stopped }).catch(() => undefined);
    if (stopped.aborted || underWay >= MOST_AT_ONCE) continue;
    const name = visit(random());
    underWay++;
    void statusOf(`${shop}${pathOf(name, random)}`, ENDPOINTS[name].method).then(() => underWay--);
  }
}
