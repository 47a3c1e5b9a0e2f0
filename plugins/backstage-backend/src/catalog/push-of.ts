import { createHash } from 'node:crypto';
import { RELATION_OWNED_BY, getCompoundEntityRef, stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  WEIR_SERVICE_NAMESPACE_ANNOTATION,
  WEIR_SERVICE_NAME_ANNOTATION,
  type CatalogEntityPush,
} from '@weir/backstage-plugin-weir-common';
import type { PushedEntity } from '../database/WeirStore';

/** Limits of the contract. */
const LONGEST = 256;
const MOST_RELATIONS = 200;
const DOCUMENT_BYTES = 1_048_576;

/** Parts of an entity that are read from the catalog. */
export const PUSHED_FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'metadata.annotations',
  'spec.type',
  'spec.lifecycle',
  'spec.owner',
  'spec.definition',
  'relations',
];

/** What Weir is told of an entity. Texts are cut to what the contract takes; a document that is too long is left out. */
export function pushOf(entity: Entity): PushedEntity {
  const ref = stringifyEntityRef(getCompoundEntityRef(entity)).toLowerCase();
  const { title, annotations = {} } = entity.metadata;
  const relations = (entity.relations ?? []).map(({ type, targetRef }) => ({ type, target: targetRef.toLowerCase() }));
  const owner = relations.find(({ type }) => type === RELATION_OWNED_BY)?.target;
  const definition = text(entity.spec?.definition);
  const body: CatalogEntityPush = {
    ref,
    ...named('title', title),
    ...named('owner', owner),
    ...named('lifecycle', text(entity.spec?.lifecycle)),
    ...named('type', text(entity.spec?.type)),
    ...named('serviceName', serviceName(annotations)),
    ...(relations.length === 0 ? {} : { relations: relations.slice(0, MOST_RELATIONS) }),
    ...(definition === undefined ? {} : documentOf(definition)),
  };
  return { ref, tag: createHash('sha256').update(JSON.stringify(body)).digest('hex'), body };
}

function serviceName(annotations: Readonly<Record<string, string>>): string | undefined {
  const name = annotations[WEIR_SERVICE_NAME_ANNOTATION]?.trim();
  const namespace = annotations[WEIR_SERVICE_NAMESPACE_ANNOTATION]?.trim();
  return name && namespace ? `${namespace}/${name}` : name;
}

function documentOf(definition: string): Pick<CatalogEntityPush, 'document'> {
  const bytes = Buffer.byteLength(definition);
  if (bytes > DOCUMENT_BYTES) return {};
  return { document: { sha256: createHash('sha256').update(definition).digest('hex'), bytes } };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function named<Name extends string>(name: Name, value: string | undefined): { [key in Name]?: string } {
  const trimmed = value?.trim().slice(0, LONGEST).trim();
  return (trimmed ? { [name]: trimmed } : {}) as { [key in Name]?: string };
}
