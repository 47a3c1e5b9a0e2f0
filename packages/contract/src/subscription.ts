import Type from 'typebox';
import type { Static } from 'typebox';
import { nullable } from './nullable.ts';
import { instant, int32, int64 } from './numbers.ts';
import { pageOf, pageParameters } from './page.ts';
import { named, reference } from './reference.ts';
import { stringEnum } from './string-enum.ts';

export const SUBSCRIPTION_TRIGGERS = ['periodic', 'on-change'] as const;
export const SUBSCRIPTION_DATASTORES = ['operational', 'running', 'intended', 'candidate', 'startup'] as const;
export const SUBSCRIPTION_ORIGINS = ['api', 'configuration'] as const;
export const SUBSCRIPTION_STATES = [
  'active',
  'connecting',
  'suspended',
  'silent',
  'invalid',
  'refused',
  'unreachable',
] as const;

/** Most subscriptions of one change, and states of one report. */
const BATCH_MAXIMUM = 500;
const REPORT_MAXIMUM = 10_000;
/** Periods are centiseconds in RFC 8641, and fit into 32 bits. */
const PERIOD_MAXIMUM = 2_147_483_640;

const key = {
  node: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$',
    description: 'Name of the network node.',
  }),
  name: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
    description: 'Name of the subscription, one of its kind on the node.',
  }),
};
const address = (description: string) =>
  Type.String({ pattern: '^https?://[^\\s/?#@]{1,255}(/[^\\s?#]*)?$', maxLength: 1_024, description });
const milliseconds = (description: string, minimum: number) =>
  int32(`${description} In milliseconds, a multiple of 10.`, { minimum, maximum: PERIOD_MAXIMUM, multipleOf: 10 });

export const SubscriptionKey = named(
  'SubscriptionKey',
  Type.Object(key, { additionalProperties: false, description: 'Which subscription of which node.' })
);
export type SubscriptionKey = Static<typeof SubscriptionKey>;

export const SubscriptionInput = named(
  'SubscriptionInput',
  Type.Object(
    {
      ...key,
      address: address('Base URL of the node’s RESTCONF server. Its root is discovered where the URL has no path.'),
      group: Type.Optional(
        Type.String({
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
          default: 'default',
          description: 'Group of nodes whose credentials the collector has in its configuration.',
        })
      ),
      datastore: Type.Optional(
        Type.Unsafe<(typeof SUBSCRIPTION_DATASTORES)[number]>({
          type: 'string',
          enum: [...SUBSCRIPTION_DATASTORES],
          default: 'operational',
          description: 'Datastore that is watched.',
        })
      ),
      select: Type.String({
        minLength: 1,
        maxLength: 2_048,
        description: 'What is asked for, as an XPath filter: for example `/ietf-interfaces:interfaces`.',
      }),
      trigger: stringEnum(SUBSCRIPTION_TRIGGERS, 'When it is sent.'),
      period: Type.Optional(milliseconds('How often, when periodic.', 10)),
      dampening: Type.Optional(milliseconds('Shortest time between two changes, when on change.', 0)),
    },
    { additionalProperties: false, description: 'Which telemetry is asked of a node.' }
  )
);
export type SubscriptionInput = Static<typeof SubscriptionInput>;

export const SubscriptionChanges = named(
  'SubscriptionChanges',
  Type.Object(
    {
      subscriptions: Type.Array(reference(SubscriptionInput), {
        maxItems: BATCH_MAXIMUM,
        description: 'Subscriptions as they are to be, whole.',
      }),
      removed: Type.Optional(
        Type.Array(reference(SubscriptionKey), {
          maxItems: BATCH_MAXIMUM,
          description: 'Subscriptions that are no longer wanted.',
        })
      ),
    },
    { additionalProperties: false, description: 'Changes of the subscriptions: all of them are taken, or none.' }
  )
);
export type SubscriptionChanges = Static<typeof SubscriptionChanges>;

export const SubscriptionsSaved = named(
  'SubscriptionsSaved',
  Type.Object(
    { changed: int32('How many were changed.'), etag: Type.String({ description: 'Tag of the list now.' }) },
    { description: 'What came of a change of the subscriptions.' }
  )
);
export type SubscriptionsSaved = Static<typeof SubscriptionsSaved>;

export const Subscription = named(
  'Subscription',
  Type.Object(
    {
      ...key,
      address: Type.String({ description: 'Base URL of the node’s RESTCONF server.' }),
      group: Type.String({ description: 'Group of nodes whose credentials the collector has in its configuration.' }),
      datastore: stringEnum(SUBSCRIPTION_DATASTORES, 'Datastore that is watched.'),
      select: Type.String({ description: 'What is asked for, as an XPath filter.' }),
      trigger: stringEnum(SUBSCRIPTION_TRIGGERS, 'When it is sent.'),
      period: nullable(int32('In milliseconds.'), 'How often, in milliseconds; null when on change.'),
      dampening: nullable(
        int32('In milliseconds.'),
        'Shortest time between two changes, in milliseconds; null when periodic.'
      ),
      origin: stringEnum(SUBSCRIPTION_ORIGINS, 'Whether it can be changed here, or stands in the configuration.'),
    },
    { description: 'Which telemetry is asked of a node.' }
  )
);
export type Subscription = Static<typeof Subscription>;

export const SubscriptionPage = pageOf('SubscriptionPage', Subscription, 'in the order of node and name');
export type SubscriptionPage = Static<typeof SubscriptionPage>;

const reported = {
  ...key,
  state: stringEnum(
    SUBSCRIPTION_STATES,
    '`active`: notifications come; `connecting`: made, none has come yet; `suspended`: the node has stopped it for now; `silent`: none came for three periods; `invalid`: the node cannot serve it; `refused`: the node or the collector does not take it; `unreachable`: the node does not answer.'
  ),
};

export const SubscriptionStateInput = named(
  'SubscriptionStateInput',
  Type.Object(
    {
      ...reported,
      reason: Type.Optional(Type.String({ maxLength: 1_024, description: 'Why, for a person.' })),
      id: Type.Optional(int64('Its id on the node.', { minimum: 0, maximum: 4_294_967_295 })),
      lastNotification: Type.Optional(instant('When something of it came last.')),
    },
    { additionalProperties: false, description: 'How a subscription is, as a collector sees it.' }
  )
);
export type SubscriptionStateInput = Static<typeof SubscriptionStateInput>;

export const SubscriptionReport = named(
  'SubscriptionReport',
  Type.Object(
    {
      collector: Type.String({
        pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
        description: 'Name of the collector. What it said before no longer holds.',
      }),
      states: Type.Array(reference(SubscriptionStateInput), {
        maxItems: REPORT_MAXIMUM,
        description: 'All subscriptions that it keeps.',
      }),
    },
    { additionalProperties: false, description: 'How subscriptions are, as a collector sees it.' }
  )
);
export type SubscriptionReport = Static<typeof SubscriptionReport>;

export const SubscriptionReported = named(
  'SubscriptionReported',
  Type.Object({ taken: int32('How many states were taken.') }, { description: 'What came of a report.' })
);
export type SubscriptionReported = Static<typeof SubscriptionReported>;

export const SubscriptionState = named(
  'SubscriptionState',
  Type.Object(
    {
      ...reported,
      reason: nullable(Type.String(), 'Why, for a person; null when there is nothing to say.'),
      id: nullable(int64('Its id on the node.'), 'Its id on the node; null where it is not there.'),
      lastNotification: nullable(instant('When something of it came last.'), 'Null when nothing has come.'),
      collector: Type.String({ description: 'Name of the collector that says so.' }),
      reported: instant('When it said so.'),
    },
    { description: 'How a subscription is, as a collector has said last.' }
  )
);
export type SubscriptionState = Static<typeof SubscriptionState>;

export const SubscriptionStatePage = pageOf(
  'SubscriptionStatePage',
  SubscriptionState,
  'in the order of node and name'
);
export type SubscriptionStatePage = Static<typeof SubscriptionStatePage>;

/** Which subscriptions, or states of them, to list. */
export const SubscriptionListParameters = Type.Object(pageParameters, { additionalProperties: false });
export type SubscriptionListParameters = Static<typeof SubscriptionListParameters>;
