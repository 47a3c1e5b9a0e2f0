import Type from 'typebox';
import type { Static, TString } from 'typebox';
import { nullable } from './nullable.ts';
import { instant } from './numbers.ts';
import { pageOf, pageParameters } from './page.ts';
import { named } from './reference.ts';
import { stringEnum } from './string-enum.ts';

export const ENTITY_KINDS = ['service', 'endpoint', 'device', 'node', 'interface'] as const;

/** 128 bits in hex: what entities and series are named by. */
export const hexId = (description: string): TString => Type.String({ pattern: '^[0-9a-f]{32}$', description });

const identity = {
  id: hexId('Id of the entity: 32 hex digits.'),
  kind: stringEnum(ENTITY_KINDS, 'What it is.'),
  environment: Type.String({ description: '`deployment.environment.name`; empty when not stated.' }),
  namespace: Type.String({ description: '`service.namespace`; empty when not stated.' }),
  name: Type.String({ description: '`service.name`, or the name of the device, node or interface.' }),
  method: nullable(Type.String(), 'Endpoints only: the HTTP method.'),
  route: nullable(Type.String(), 'Endpoints only: the route template.'),
};

export const EntityIdentity = named(
  'EntityIdentity',
  Type.Object(identity, { description: 'What a series is about.' })
);
export type EntityIdentity = Static<typeof EntityIdentity>;

export const Entity = named(
  'Entity',
  Type.Object(
    { ...identity, firstSeen: instant('When it was first heard of, in event time.') },
    { description: 'Something that is watched: a service, one of its endpoints, a device.' }
  )
);
export type Entity = Static<typeof Entity>;

export const EntityPage = pageOf('EntityPage', Entity, 'in the order of their ids');
export type EntityPage = Static<typeof EntityPage>;

/** Which entities to list. */
export const EntityListParameters = Type.Object(
  {
    ...pageParameters,
    kind: Type.Optional(stringEnum(ENTITY_KINDS, 'Only entities of this kind.')),
    service: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1_024, description: 'Only this `service.name`, with its endpoints.' })
    ),
  },
  { additionalProperties: false }
);
export type EntityListParameters = Static<typeof EntityListParameters>;

/** The id in the path of one entity. */
export const EntityPath = Type.Object({ id: hexId('Id of the entity.') });
export type EntityPath = Static<typeof EntityPath>;
