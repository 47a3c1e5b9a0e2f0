import Type from 'typebox';
import type { Static } from 'typebox';
import { nullable } from './nullable.ts';
import { instant, int32 } from './numbers.ts';
import { pageOf, pageParameters } from './page.ts';
import { named, reference } from './reference.ts';

/** The largest API document, and the most entities of one request. */
const DOCUMENT_MAXIMUM = 1_048_576;
const BATCH_MAXIMUM = 500;

const name = (description: string) => Type.String({ minLength: 1, maxLength: 256, description });
const ref = (description: string) =>
  Type.String({
    minLength: 3,
    maxLength: 256,
    description: `${description} For example \`component:default/payments\`.`,
  });

export const CatalogRelation = named(
  'CatalogRelation',
  Type.Object(
    { type: name('For example `ownedBy` or `providesApi`.'), target: ref('The other entity.') },
    { additionalProperties: false, description: 'How an entity is connected with another one.' }
  )
);
export type CatalogRelation = Static<typeof CatalogRelation>;

export const CatalogDocument = named(
  'CatalogDocument',
  Type.Object(
    {
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of its bytes, in hex.' }),
      bytes: int32('Its size.', { minimum: 0, maximum: DOCUMENT_MAXIMUM }),
    },
    { additionalProperties: false, description: 'An API document, by what identifies it.' }
  )
);
export type CatalogDocument = Static<typeof CatalogDocument>;

const pushed = {
  title: Type.Optional(name('As people read it.')),
  owner: Type.Optional(name('Reference of its owner.')),
  lifecycle: Type.Optional(name('For example `production`.')),
  type: Type.Optional(name('For example `service`, `website` or `library`.')),
  serviceName: Type.Optional(
    name('Value of the annotation `weir.io/service-name`: a `service.name`, or `namespace/name`.')
  ),
  relations: Type.Optional(
    Type.Array(reference(CatalogRelation), { maxItems: 200, description: 'Its connections with other entities.' })
  ),
  document: Type.Optional(reference(CatalogDocument)),
};

export const CatalogEntityInput = named(
  'CatalogEntityInput',
  Type.Object(pushed, { additionalProperties: false, description: 'An entity of the catalog, whole.' })
);
export type CatalogEntityInput = Static<typeof CatalogEntityInput>;

export const CatalogEntityPush = named(
  'CatalogEntityPush',
  Type.Object(
    { ref: ref('Its reference.'), ...pushed },
    { additionalProperties: false, description: 'An entity of the catalog, whole, with its reference.' }
  )
);
export type CatalogEntityPush = Static<typeof CatalogEntityPush>;

export const CatalogBatch = named(
  'CatalogBatch',
  Type.Object(
    {
      entities: Type.Array(reference(CatalogEntityPush), {
        maxItems: BATCH_MAXIMUM,
        description: 'Entities as they are now. What has not changed makes no revision.',
      }),
      removed: Type.Optional(
        Type.Array(ref('An entity that is no longer in the catalog.'), {
          maxItems: BATCH_MAXIMUM,
          description: 'Entities that are no longer in the catalog.',
        })
      ),
    },
    { additionalProperties: false, description: 'Changes of the catalog: all of them are taken, or none.' }
  )
);
export type CatalogBatch = Static<typeof CatalogBatch>;

export const CatalogEntity = named(
  'CatalogEntity',
  Type.Object(
    {
      ref: ref('Its reference, in lower case.'),
      title: nullable(Type.String(), 'As people read it; null when not stated.'),
      owner: nullable(Type.String(), 'Reference of its owner; null when not stated.'),
      lifecycle: nullable(Type.String(), 'For example `production`; null when not stated.'),
      type: nullable(Type.String(), 'For example `service`; null when not stated.'),
      serviceName: nullable(Type.String(), 'Value of its annotation `weir.io/service-name`; null without one.'),
      relations: Type.Array(reference(CatalogRelation), { description: 'Its connections with other entities.' }),
      document: nullable(reference(CatalogDocument), 'Its API document; null without one.'),
      source: Type.String({ description: 'The portal that pushed it: the name of its token.' }),
      updated: instant('When it was changed last.'),
      etag: Type.String({ description: 'Changes exactly when the entity does.' }),
    },
    { description: 'An entity as a portal’s catalog describes it.' }
  )
);
export type CatalogEntity = Static<typeof CatalogEntity>;

export const CatalogEntityPage = pageOf('CatalogEntityPage', CatalogEntity, 'in the order of their references');
export type CatalogEntityPage = Static<typeof CatalogEntityPage>;

export const CatalogTag = named(
  'CatalogTag',
  Type.Object(
    {
      ref: ref('The entity.'),
      etag: Type.String({ description: 'Its tag now; empty when it was removed.' }),
      changed: Type.Boolean({ description: 'Whether this request changed it.' }),
    },
    { description: 'What came of one entity.' }
  )
);
export type CatalogTag = Static<typeof CatalogTag>;

export const CatalogSaved = named(
  'CatalogSaved',
  Type.Object(
    {
      items: Type.Array(reference(CatalogTag), {
        description: 'What came of each entity, in the order of the request.',
      }),
      changed: int32('How many were changed.'),
    },
    { description: 'What came of a change of the catalog.' }
  )
);
export type CatalogSaved = Static<typeof CatalogSaved>;

/** Which entities of the catalog to list. */
export const CatalogListParameters = Type.Object(pageParameters, { additionalProperties: false });
export type CatalogListParameters = Static<typeof CatalogListParameters>;

/** The reference in the path of one entity, percent-encoded. */
export const CatalogPath = Type.Object({ ref: ref('Reference of the entity, percent-encoded.') });
export type CatalogPath = Static<typeof CatalogPath>;
