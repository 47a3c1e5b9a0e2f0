import { WeirError, type ErrorDetail } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';
import { checkSubscription, subscriptionKey, type Subscription } from '../inventory/subscription.ts';
import type { WrittenConfig } from './schema.ts';
import { parseDuration } from './units.ts';

/** The longest period that RFC 8641 can say, in 32 bits of centiseconds, and still be a multiple of 10 ms here. */
const LONGEST: Millis = 2_147_483_640;

/** The subscriptions of the configuration as they are kept; adds to `problems` what is wrong with them. */
export function resolveSubscriptions(
  written: WrittenConfig['subscriptions'],
  problems: ErrorDetail[]
): readonly Subscription[] {
  const seen = new Map<string, string>();
  return written.flatMap((one, i) => {
    const at = `subscriptions[${i}]`;
    const twin = seen.get(subscriptionKey(one));
    if (twin !== undefined)
      problems.push({ path: at, expected: 'a node and name of its own', found: `those of ${twin}` });
    seen.set(subscriptionKey(one), at);
    try {
      const { period, dampening, ...rest } = one;
      const timing = {
        period: period === undefined ? undefined : centiseconds(period, `${at}.period`, 10),
        dampening: dampening === undefined ? undefined : centiseconds(dampening, `${at}.dampening`, 0),
      };
      const trigger = period === undefined ? 'on-change' : 'periodic';
      return [checkSubscription({ ...rest, ...timing, trigger }, at)];
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      problems.push(...error.details);
      return [];
    }
  });
}

/** A duration that centiseconds can say, in milliseconds. */
function centiseconds(text: string, path: string, least: Millis): Millis {
  const length = parseDuration(text, path);
  if (length >= least && length <= LONGEST && length % 10 === 0) return length;
  throw new WeirError('invalid_argument', `${path} cannot be used.`, [
    { path, expected: `whole centiseconds, from ${least}ms to ${LONGEST}ms`, found: text },
  ]);
}
