import type { Config } from '../config/schema.ts';
import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';
import { uuid5 } from '../core/uuid.ts';
import { subscriptionKey, subscriptionsTag, type Subscription } from '../inventory/subscription.ts';
import { listAll } from '../records/list-where.ts';
import type { Actor, JsonObject, NewRevision } from '../records/record.ts';
import type { HttpDependencies } from './dependencies.ts';

/** Kind of the records that hold subscriptions. */
const SUBSCRIPTION = 'subscription';
/** Subscriptions of a tenant. */
const MOST_SUBSCRIPTIONS = 10_000;
/** Collectors of a tenant whose word is kept, and tenants that are kept in memory. */
const MOST_COLLECTORS = 64;
const TENANTS = 64;

/** A subscription, and whether it may be changed. */
export interface ListedSubscription {
  readonly subscription: Subscription;
  readonly origin: 'api' | 'configuration';
}

/** How a subscription is, as a collector says. */
export interface SubscriptionState {
  readonly node: string;
  readonly name: string;
  readonly state: 'active' | 'connecting' | 'suspended' | 'silent' | 'invalid' | 'refused' | 'unreachable';
  readonly reason?: string | undefined;
  /** Its id on the node. */
  readonly id?: number | undefined;
  readonly lastNotification?: Millis | undefined;
}

/** A state with who said so and when. */
export interface ReportedState extends SubscriptionState {
  readonly collector: string;
  readonly reported: Millis;
}

interface TenantSubscriptions {
  /** By key; what the records hold. */
  readonly kept: Map<string, Subscription>;
  /** All, in the order of their keys, with their tag; undefined when something has changed. */
  listed: { readonly all: readonly ListedSubscription[]; readonly tag: string } | undefined;
}

/** Changes of subscriptions, checked. */
export interface SubscriptionChange {
  readonly saved: readonly Subscription[];
  readonly removed: readonly Pick<Subscription, 'node' | 'name'>[];
}

/**
 * Which telemetry is asked of which node: what the configuration lists, for the tenant `default`, and what the records
 * hold, of which this is the one writer. How they are is kept in memory: collectors say it again with every interval.
 */
export class Subscriptions {
  readonly #records: HttpDependencies['records'];
  readonly #configured: ReadonlyMap<string, Subscription>;
  readonly #configuredFor: string;
  readonly #tenants = new Map<string, TenantSubscriptions>();
  readonly #states = new Map<string, Map<string, readonly ReportedState[]>>();

  constructor(records: HttpDependencies['records'], configured: Config['subscriptions'], tenant: string) {
    this.#records = records;
    this.#configured = new Map(configured.map((one) => [subscriptionKey(one), one]));
    this.#configuredFor = tenant;
  }

  /** All of a tenant in the order of node and name, and the tag of the list. */
  list(tenant: string): { readonly all: readonly ListedSubscription[]; readonly tag: string } {
    const known = this.#tenant(tenant);
    if (known.listed === undefined) {
      const configured = [...this.#configuredOf(tenant).values()];
      const kept = [...known.kept].filter(([key]) => !this.#configuredOf(tenant).has(key)).map(([, one]) => one);
      const all: ListedSubscription[] = [
        ...configured.map((subscription) => ({ subscription, origin: 'configuration' as const })),
        ...kept.map((subscription) => ({ subscription, origin: 'api' as const })),
      ];
      all.sort((a, b) => (subscriptionKey(a.subscription) < subscriptionKey(b.subscription) ? -1 : 1));
      known.listed = { all, tag: subscriptionsTag(all.map(({ subscription }) => subscription)) };
    }
    return known.listed;
  }

  /**
   * Takes changes, all or none, and returns how many there were.
   *
   * @throws WeirError `conflict` for one that stands in the configuration, `invalid_argument` for one that is named
   * twice, `too_large` when there would be too many
   */
  save(tenant: string, { saved, removed }: SubscriptionChange, actor: Actor, time: Millis): number {
    const { kept } = this.#tenant(tenant);
    this.#refuse(tenant, [...saved, ...removed].map(subscriptionKey));
    const revision = (key: string, subject: string, body: object): NewRevision => ({
      ...{ tenant, kind: SUBSCRIPTION, id: uuid5(SUBSCRIPTION, tenant, key), subject, actor, time },
      body: JSON.parse(JSON.stringify(body)) as JsonObject,
    });
    const changed = saved.filter((one) => !isSame(kept.get(subscriptionKey(one)), one));
    const gone = removed.flatMap((one) => kept.get(subscriptionKey(one)) ?? []);
    const added = changed.filter((one) => !kept.has(subscriptionKey(one))).length;
    const total = this.list(tenant).all.length + added - gone.length;
    if (total > MOST_SUBSCRIPTIONS) {
      throw new WeirError('too_large', 'There are more subscriptions than the service keeps.', [
        { path: 'subscriptions', expected: `at most ${MOST_SUBSCRIPTIONS} of a tenant`, found: String(total) },
      ]);
    }
    const revisions = [
      ...changed.map((subscription) =>
        revision(subscriptionKey(subscription), subscription.node, { subscription, removed: false })
      ),
      ...gone.map((subscription) =>
        revision(subscriptionKey(subscription), subscription.node, { subscription, removed: true })
      ),
    ];
    if (revisions.length === 0) return 0;
    this.#records.appendAll(revisions);
    for (const one of changed) kept.set(subscriptionKey(one), one);
    for (const one of gone) kept.delete(subscriptionKey(one));
    this.#tenant(tenant).listed = undefined;
    return revisions.length;
  }

  /** Takes the word of a collector in the place of what it said before. */
  report(tenant: string, collector: string, states: readonly SubscriptionState[], reported: Millis): void {
    const collectors = this.#states.get(tenant) ?? new Map<string, readonly ReportedState[]>();
    this.#states.set(tenant, collectors);
    collectors.delete(collector);
    collectors.set(
      collector,
      states.map((state) => ({ ...state, collector, reported }))
    );
    forgetOldest(collectors, MOST_COLLECTORS);
    forgetOldest(this.#states, TENANTS);
  }

  /** What collectors say, in the order of node, name and collector. */
  states(tenant: string): readonly ReportedState[] {
    const order = (state: ReportedState): string => `${subscriptionKey(state)}/${state.collector}`;
    return [...(this.#states.get(tenant)?.values() ?? [])].flat().sort((a, b) => (order(a) < order(b) ? -1 : 1));
  }

  #refuse(tenant: string, keys: readonly string[]): void {
    const twice = keys.find((key, at) => keys.indexOf(key) < at);
    if (twice !== undefined) {
      throw new WeirError('invalid_argument', `${twice} stands in the request twice.`, [
        { path: 'subscriptions', expected: 'every subscription once', found: `${twice} twice` },
      ]);
    }
    const fixed = keys.find((key) => this.#configuredOf(tenant).has(key));
    if (fixed !== undefined) {
      throw new WeirError('conflict', `${fixed} stands in the configuration of the service: change it there.`, [
        { path: 'subscriptions', expected: 'subscriptions that are not in the configuration', found: fixed },
      ]);
    }
  }

  #configuredOf(tenant: string): ReadonlyMap<string, Subscription> {
    return tenant === this.#configuredFor ? this.#configured : new Map();
  }

  #tenant(tenant: string): TenantSubscriptions {
    let known = this.#tenants.get(tenant);
    if (known !== undefined) return known;
    const kept = new Map<string, Subscription>();
    for (const { body } of listAll(this.#records, tenant, SUBSCRIPTION, {})) {
      const { subscription, removed } = body as unknown as { subscription: Subscription; removed: boolean };
      if (!removed) kept.set(subscriptionKey(subscription), subscription);
    }
    known = { kept, listed: undefined };
    this.#tenants.set(tenant, known);
    forgetOldest(this.#tenants, TENANTS);
    return known;
  }
}

function isSame(kept: Subscription | undefined, given: Subscription): boolean {
  return kept !== undefined && subscriptionsTag([kept]) === subscriptionsTag([given]);
}

function forgetOldest<T>(map: Map<string, T>, most: number): void {
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
