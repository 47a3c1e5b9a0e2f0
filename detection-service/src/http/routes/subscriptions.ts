import type { FastifyInstance } from 'fastify';
import {
  operations,
  type SubscriptionChanges,
  type SubscriptionListParameters,
  type SubscriptionPage,
  type SubscriptionReport,
  type SubscriptionReported,
  type SubscriptionsSaved,
  type SubscriptionStatePage,
} from '@weir/contract';
import { checkSubscription, subscriptionKey } from '../../inventory/subscription.ts';
import type { Page, Paged } from '../../storage/ports.ts';
import { actorOf } from '../acting-person.ts';
import { LOOPBACK_TENANT, principalOf } from '../authentication.ts';
import { readPage } from '../cursor.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { isKnown } from '../entity-tags.ts';
import { toSubscription, toSubscriptionState } from '../subscription-mapping.ts';
import { Subscriptions } from '../subscriptions.ts';

/** A report of 10,000 states. */
const REPORT_BYTES = 8 * 1024 * 1024;

/** `/v1/subscriptions`: which telemetry is asked of which node, and how that goes. */
export function subscriptionRoutes(app: FastifyInstance, { records, config, now }: HttpDependencies): void {
  const subscriptions = new Subscriptions(records, config.subscriptions, LOOPBACK_TENANT);
  app.get<{ Querystring: SubscriptionListParameters }>(
    '/v1/subscriptions',
    { schema: operations.listSubscriptions, config: { scope: 'read' } },
    (request, reply): SubscriptionPage | undefined => {
      const { tenant } = principalOf(request);
      const { all, tag } = subscriptions.list(tenant);
      if (isKnown(request, reply, tag)) return void reply.code(304).send();
      const { rows, next } = readPage('subscriptions', tenant, {}, request.query, (page) =>
        pageOf(all, ({ subscription }) => subscriptionKey(subscription), page)
      );
      return { items: rows.map(toSubscription), next };
    }
  );
  app.put<{ Body: SubscriptionChanges }>(
    '/v1/subscriptions',
    { schema: operations.saveSubscriptions, config: { scope: 'write' } },
    (request): SubscriptionsSaved => {
      const { tenant } = principalOf(request);
      const { subscriptions: given, removed = [] } = request.body;
      const saved = given.map((one, at) => checkSubscription(one, `subscriptions[${at}]`));
      const changed = subscriptions.save(tenant, { saved, removed }, actorOf(request), now());
      return { changed, etag: subscriptions.list(tenant).tag };
    }
  );
  app.get<{ Querystring: SubscriptionListParameters }>(
    '/v1/subscriptions/states',
    { schema: operations.listSubscriptionStates, config: { scope: 'read' } },
    (request): SubscriptionStatePage => {
      const { tenant } = principalOf(request);
      const all = subscriptions.states(tenant);
      const { rows, next } = readPage('subscription-states', tenant, {}, request.query, (page) =>
        pageOf(all, (state) => `${subscriptionKey(state)}/${state.collector}`, page)
      );
      return { items: rows.map(toSubscriptionState), next };
    }
  );
  app.post<{ Body: SubscriptionReport }>(
    '/v1/subscriptions/states',
    { schema: operations.saveSubscriptionStates, config: { scope: 'ingest' }, bodyLimit: REPORT_BYTES },
    (request): SubscriptionReported => {
      const { collector, states } = request.body;
      subscriptions.report(principalOf(request).tenant, collector, states, now());
      return { taken: states.length };
    }
  );
}

/** A page of a list that stands in the order of its keys. */
function pageOf<T>(all: readonly T[], keyOf: (row: T) => string, { limit, after = '' }: Page): Paged<T> {
  const rest = all.filter((row) => keyOf(row) > after);
  const rows = rest.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: rest.length > limit && last !== undefined ? keyOf(last) : undefined };
}
