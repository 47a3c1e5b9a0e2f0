import type * as contract from '@weir/contract';
import type { ListedSubscription, ReportedState } from './subscriptions.ts';

/** Subscriptions in the words of the contract. */

export function toSubscription({ subscription, origin }: ListedSubscription): contract.Subscription {
  const { period, dampening, ...rest } = subscription;
  return { ...rest, period: period ?? null, dampening: dampening ?? null, origin };
}

export function toSubscriptionState(state: ReportedState): contract.SubscriptionState {
  const { reason, id, lastNotification, ...rest } = state;
  return { ...rest, reason: reason ?? null, id: id ?? null, lastNotification: lastNotification ?? null };
}
