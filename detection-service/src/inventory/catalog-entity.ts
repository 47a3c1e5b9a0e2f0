import { createHash } from 'node:crypto';
import { WeirError } from '../core/errors.ts';
import { checkText } from '../core/human-text.ts';

/** How an entity is connected with another one, in the catalog's own words (`ownedBy`, `providesApi`, …). */
export interface Relation {
  readonly type: string;
  /** Reference of the other entity. */
  readonly target: string;
}

/** An entity as a portal's catalog describes it. */
export interface CatalogEntity {
  /** `kind:namespace/name` in lower case, as Backstage writes references. */
  readonly ref: string;
  readonly title?: string | undefined;
  /** Reference of its owner. */
  readonly owner?: string | undefined;
  readonly lifecycle?: string | undefined;
  /** `spec.type`: service, website, library, … */
  readonly type?: string | undefined;
  /** Value of the annotation `weir.io/service-name`: `name`, or `namespace/name`. */
  readonly serviceName?: string | undefined;
  readonly relations: readonly Relation[];
  /** Its API document: SHA-256 in hex, and size in bytes. */
  readonly document?: { readonly sha256: string; readonly bytes: number } | undefined;
}

/** The most characters of a name in the catalog, of a reference, and of relations. */
const NAME_MAXIMUM = 256;
const RELATIONS_MAXIMUM = 200;
const REF = /^([a-z][a-z0-9.-]{0,62}):([a-z0-9][a-z0-9._-]{0,62})\/([a-z0-9][a-z0-9._-]{0,127})$/;

/** The parts of a reference. */
export interface RefParts {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * The parts of a reference in the form that `checkRef` gives.
 *
 * @throws WeirError `invalid_argument`
 */
export function refParts(ref: string, path = 'ref'): RefParts {
  const [, kind, namespace, name] = REF.exec(ref) ?? [];
  if (kind !== undefined && namespace !== undefined && name !== undefined) return { kind, namespace, name };
  const expected = 'a reference such as component:default/payments';
  const found = JSON.stringify(ref.slice(0, 80));
  throw new WeirError('invalid_argument', `The entity is refused: ${path} must be ${expected}, found ${found}.`, [
    { path, expected, found },
  ]);
}

/** A reference in lower case, in which catalogs compare them; without a namespace it is in `default`. */
export function checkRef(given: string, path = 'ref'): string {
  const lower = given.trim().toLowerCase();
  const ref = lower.includes('/') ? lower : lower.replace(':', ':default/');
  refParts(ref, path);
  return ref;
}

/** As people read it: `component:payments`, with the namespace where it is not `default`. */
export function shortRef(ref: string): string {
  return ref.replace(':default/', ':');
}

/**
 * What a portal pushed, as it is kept.
 *
 * @throws WeirError `invalid_argument` that names the text below `path`
 */
export function checkEntity(given: CatalogEntity, path: string): CatalogEntity {
  const at = (field: string): string => (path === '' ? field : `${path}.${field}`);
  const name = (field: string, text: string | undefined): string | undefined =>
    text === undefined ? undefined : checkText(at(field), text, { maximum: NAME_MAXIMUM });
  return {
    ref: checkRef(given.ref, at('ref')),
    title: name('title', given.title),
    owner: name('owner', given.owner),
    lifecycle: name('lifecycle', given.lifecycle),
    type: name('type', given.type),
    serviceName: name('serviceName', given.serviceName),
    relations: given.relations.slice(0, RELATIONS_MAXIMUM).map(({ type, target }, i) => ({
      type: checkText(at(`relations[${i}].type`), type, { maximum: NAME_MAXIMUM }),
      target: checkRef(target, at(`relations[${i}].target`)),
    })),
    document: given.document,
  };
}

/** Changes exactly when the entity does: 128 bits of SHA-256 over what is kept of it, in hex. */
export function entityTag(entity: CatalogEntity): string {
  const { ref, title, owner, lifecycle, type, serviceName, relations, document } = entity;
  const parts = [ref, title, owner, lifecycle, type, serviceName];
  const canonical = JSON.stringify([
    ...parts.map((part) => part ?? null),
    relations.map((relation) => [relation.type, relation.target]),
    document === undefined ? null : [document.sha256, document.bytes],
  ]);
  return createHash('sha256').update(canonical).digest('hex').slice(0, 32);
}
