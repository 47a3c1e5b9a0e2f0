import { BAD_GATEWAY, work } from './behaviour.ts';
import type { Trouble } from './incidents.ts';
import { ENDPOINTS, type EndpointName } from './shop.ts';

/** Milliseconds that a call over HTTP costs beside the work, as measured between the live services. */
const HOP = 2;

/** Takes one call that was made: endpoint, status, and duration in milliseconds. */
export type Tell = (name: EndpointName, status: number, took: number) => void;

/**
 * A call as it would have been: draws it and every call that it makes, and tells of each once it is over. Returns how
 * long it took; negative when it failed.
 */
export function tellCall(
  random: () => number,
  name: EndpointName,
  troubles: Readonly<Record<EndpointName, Trouble>>,
  tell: Tell
): number {
  const own = work(random, name, troubles[name]);
  let { took, status } = own;
  if (status < 400) {
    for (const { to, share } of ENDPOINTS[name].calls) {
      if (share < 1 && random() >= share) continue;
      const waited = tellCall(random, to, troubles, tell);
      took += Math.abs(waited) + HOP;
      if (waited >= 0) continue;
      status = BAD_GATEWAY;
      break;
    }
  }
  tell(name, status, took);
  return status >= 500 ? -took : took;
}
