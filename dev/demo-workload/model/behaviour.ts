import { normal } from './draw.ts';
import type { Trouble } from './incidents.ts';
import { ENDPOINTS, type EndpointName } from './shop.ts';

/** How the own work of endpoints varies: sigma of its logarithm. */
const SPREAD = 0.35;

/** What one call of an endpoint does by itself. */
export interface Work {
  /** Milliseconds. */
  readonly took: number;
  /** How it ends, unless somebody it calls fails. Those that end badly by themselves call nobody. */
  readonly status: number;
}

/** The status of a call one of whose own calls failed. */
export const BAD_GATEWAY = 502;

/** Draws what one call of an endpoint does: the same for what is told of the past and for what is served now. */
export function work(random: () => number, name: EndpointName, trouble: Trouble): Work {
  const endpoint = ENDPOINTS[name];
  if (trouble.failing > 0 && random() < trouble.failing) {
    return { took: trouble.failsAfter * Math.exp(0.1 * normal(random)), status: 503 };
  }
  const took = endpoint.work * Math.exp(SPREAD * normal(random));
  const luck = random();
  if (luck < endpoint.failing) return { took, status: 500 };
  if (luck < endpoint.failing + endpoint.notFound) return { took, status: 404 };
  return { took: took * trouble.slower, status: endpoint.status };
}
