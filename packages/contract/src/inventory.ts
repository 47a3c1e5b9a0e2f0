import Type from 'typebox';
import type { Static } from 'typebox';
import { CatalogEntity } from './catalog.ts';
import { hexId } from './entity.ts';
import { nullable } from './nullable.ts';
import { double, instant, int32 } from './numbers.ts';
import { notes, pageParameters } from './page.ts';
import { Person } from './person.ts';
import { named, reference } from './reference.ts';
import { stringEnum } from './string-enum.ts';

export const INVENTORY_STATES = ['conflict', 'drifted', 'proposed', 'catalog-only', 'matched', 'dismissed'] as const;
export const INVENTORY_ORDERS = ['attention', 'service', 'owner'] as const;
export const INVENTORY_DECISIONS = ['accept', 'dismiss', 'choose', 'keep-catalog', 'propose-change', 'undo'] as const;
export const MATCHES = ['annotation', 'name', 'choice'] as const;
export const DRIFT_FIELDS = ['owner', 'service-name'] as const;

const state = (description: string) => stringEnum(INVENTORY_STATES, description);

export const InventoryTelemetry = named(
  'InventoryTelemetry',
  Type.Object(
    {
      kind: Type.String({ description: '`service`, `device` or `node`.' }),
      name: Type.String({ description: '`service.name`, or the name of the device or node.' }),
      namespace: Type.String({ description: '`service.namespace`; empty when not stated.' }),
      environments: Type.Array(Type.String(), { description: '`deployment.environment.name` of each; may be empty.' }),
      entityIds: Type.Array(hexId('An entity.'), { description: 'Its entities, one per environment.' }),
      firstSeen: instant('When it was first heard of, in event time.'),
      lastSeen: nullable(
        instant('End of its newest sample.'),
        'End of its newest sample; null without one in 7 days, or when that is not known now: then the answer has a note.'
      ),
      requestRate: nullable(
        double('Calls per second.'),
        'Calls per second over the newest samples (up to 5 minutes of them), all environments together; null without any within the last hour, or when that is not known now.'
      ),
    },
    { description: 'What telemetry says of a service.' }
  )
);
export type InventoryTelemetry = Static<typeof InventoryTelemetry>;

export const InventoryDrift = named(
  'InventoryDrift',
  Type.Object(
    {
      field: stringEnum(DRIFT_FIELDS, 'What differs.'),
      catalog: Type.String({ description: 'What the catalog says.' }),
      seen: Type.String({ description: 'What telemetry or people say.' }),
    },
    { description: 'Something in which the catalog and what is seen differ.' }
  )
);
export type InventoryDrift = Static<typeof InventoryDrift>;

export const InventoryDecided = named(
  'InventoryDecided',
  Type.Object(
    {
      decision: stringEnum(INVENTORY_DECISIONS, 'What was decided.'),
      ref: nullable(Type.String(), 'The entity that was chosen, or that accepting makes; null for other decisions.'),
      owner: nullable(Type.String(), '`accept`: whose it will be; null when not stated.'),
      person: reference(Person),
      time: instant('When it was decided.'),
    },
    { description: 'What a person decided about a service.' }
  )
);
export type InventoryDecided = Static<typeof InventoryDecided>;

export const InventoryRow = named(
  'InventoryRow',
  Type.Object(
    {
      id: Type.String({ description: 'Id of the row: of its service, or the reference of an entity without one.' }),
      state: state('How telemetry and catalog agree.'),
      sentence: Type.String({ description: 'What the state means here, for a person.' }),
      telemetry: nullable(reference(InventoryTelemetry), 'What telemetry says; null when there is none.'),
      catalog: nullable(
        reference(CatalogEntity),
        'What the catalog says; null when nothing, or while it is a conflict.'
      ),
      matchedBy: nullable(
        stringEnum(MATCHES, 'How they were matched.'),
        'How they were matched; null when they are not.'
      ),
      claims: Type.Array(reference(CatalogEntity), { description: 'Of a conflict: every entity that claims it.' }),
      drift: Type.Array(reference(InventoryDrift), { description: 'What differs, when it is drifted.' }),
      decided: nullable(reference(InventoryDecided), 'The newest decision; null when nobody has decided anything.'),
    },
    { description: 'A service as telemetry and catalog know it.' }
  )
);
export type InventoryRow = Static<typeof InventoryRow>;

export const InventoryCounts = named(
  'InventoryCounts',
  Type.Object(
    {
      conflict: int32('Claimed by several entities.'),
      drifted: int32('Matched, but they differ.'),
      proposed: int32('Without an entity in the catalog.'),
      catalogOnly: int32('Without telemetry.'),
      matched: int32('Matched.'),
      dismissed: int32('Not to be in the catalog, as people decided.'),
    },
    { description: 'Rows of each state, with the other filters of the request.' }
  )
);
export type InventoryCounts = Static<typeof InventoryCounts>;

export const InventoryPage = named(
  'InventoryPage',
  Type.Object(
    {
      items: Type.Array(reference(InventoryRow), { maxItems: 200, description: 'The rows of this page.' }),
      next: nullable(Type.String(), 'Cursor of the page that follows; null on the last one.'),
      total: int32('How many rows there are on all pages.'),
      counts: reference(InventoryCounts),
      owners: Type.Array(Type.String(), {
        maxItems: 1_000,
        description: 'References of the owners of the rows on all pages, whichever owner is asked for, by name.',
      }),
      notes,
    },
    { description: 'One page of the inventory.' }
  )
);
export type InventoryPage = Static<typeof InventoryPage>;

const decision = {
  id: Type.String({ minLength: 1, maxLength: 4_096, description: 'Id of the row.' }),
  decision: stringEnum(INVENTORY_DECISIONS, 'What is decided.'),
  ref: Type.Optional(
    Type.String({
      minLength: 3,
      maxLength: 256,
      description: '`choose`: the entity. `accept`: the one to be made, when not the proposed one.',
    })
  ),
  owner: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: '`accept`: whose it will be.' })),
};

export const InventoryDecision = named(
  'InventoryDecision',
  Type.Object(decision, { additionalProperties: false, description: 'A decision about one service.' })
);
export type InventoryDecision = Static<typeof InventoryDecision>;

export const InventoryDecisions = named(
  'InventoryDecisions',
  Type.Object(
    {
      decisions: Type.Array(reference(InventoryDecision), {
        minItems: 1,
        maxItems: 200,
        description: 'Decisions about different services: all of them are taken, or none.',
      }),
    },
    { additionalProperties: false, description: 'What people decided.' }
  )
);
export type InventoryDecisions = Static<typeof InventoryDecisions>;

export const InventoryRows = named(
  'InventoryRows',
  Type.Object(
    { items: Type.Array(reference(InventoryRow), { description: 'The rows as they are now.' }), notes },
    { description: 'What came of decisions.' }
  )
);
export type InventoryRows = Static<typeof InventoryRows>;

/** Which rows of the inventory to list. */
export const InventoryListParameters = Type.Object(
  {
    ...pageParameters,
    limit: Type.Optional(int32('How many rows to answer at most.', { minimum: 1, maximum: 200, default: 50 })),
    offset: Type.Optional(
      int32('How many rows to leave out before the page, for tables that jump to a page. Not together with `cursor`.', {
        minimum: 0,
        maximum: 1_000_000,
        default: 0,
      })
    ),
    state: Type.Optional(state('Only rows in this state. Without it, all but dismissed ones.')),
    q: Type.Optional(
      Type.String({
        maxLength: 256,
        description: 'Only rows with all of these words in name, reference, title or owner.',
      })
    ),
    owner: Type.Optional(
      Type.String({ minLength: 1, maxLength: 256, description: 'Only of this owner: `team-a` or its whole reference.' })
    ),
    sort: Type.Optional(
      stringEnum(
        INVENTORY_ORDERS,
        'In which order: what wants a person first, by name, or by owner. Default attention.'
      )
    ),
  },
  { additionalProperties: false }
);
export type InventoryListParameters = Static<typeof InventoryListParameters>;
