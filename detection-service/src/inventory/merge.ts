import { refParts, shortRef, type CatalogEntity } from './catalog-entity.ts';
import { Claims, sameName, type ClaimKind } from './claims.ts';
import { driftKey, serviceKey } from './row.ts';
import type { Decided, Drift, InventoryRow, TelemetryService } from './row.ts';

/** What is known from each side. */
export interface Sources {
  readonly services: readonly TelemetryService[];
  readonly entities: readonly CatalogEntity[];
  /** The newest decision by `serviceKey`. */
  readonly decisions: ReadonlyMap<string, Decided>;
  /** Whose a service is as people say of its problems, by its name; only where they agree. */
  readonly owners: ReadonlyMap<string, string>;
}

/** Types of components that never answer a call. */
const SILENT = new Set(['library', 'documentation', 'template']);

/** Telemetry beside the catalog: one row per service, and one per entity that should send telemetry and does not. */
export function mergeInventory({ services, entities, decisions, owners }: Sources): InventoryRow[] {
  const claims = new Claims(entities);
  const strays = strayAnnotations(claims, services);
  const taken = new Set<string>();
  const rows = services.map((service) => {
    const decided = decisions.get(serviceKey(service));
    const row = rowOf(service, claims, strays, decided?.decision.decision === 'undo' ? undefined : decided, owners);
    for (const ref of [row.entity?.ref, ...row.claims.map(({ entity }) => entity.ref)])
      if (ref !== undefined) taken.add(ref);
    return row;
  });
  const alone = entities.filter((entity) => !taken.has(entity.ref) && shouldSend(entity));
  return [...rows, ...alone.map(catalogOnly)];
}

function rowOf(
  service: TelemetryService,
  claims: Claims,
  strays: ReadonlyMap<string, CatalogEntity>,
  decided: Decided | undefined,
  owners: ReadonlyMap<string, string>
): InventoryRow {
  const found = claims.of(service);
  const base = { id: serviceKey(service), service, decided, claims: [], drift: [] };
  const chosen =
    decided?.decision.decision === 'choose'
      ? found.find(({ entity }) => entity.ref === decided.decision.ref)
      : undefined;
  if (found.length > 1 && chosen === undefined) {
    const refs = found.map(({ entity }) => shortRef(entity.ref));
    const all = `${refs.slice(0, -1).join(', ')} and ${refs.at(-1) ?? ''}`;
    const sentence = `${service.name} is claimed by ${all}. Choose one.`;
    return { ...base, state: 'conflict', sentence, claims: found };
  }
  const claim = chosen ?? found[0];
  const entity = claim?.entity ?? strays.get(sameName(service.name));
  if (entity === undefined) return unmatched(base, service, decided);
  const drift = driftOf(service, entity, decided, owners);
  const matchedBy = chosen === undefined ? (claim?.by ?? 'name') : 'choice';
  const settled = decided?.decision.decision === 'keep-catalog' && decided.decision.drift === driftKey(drift);
  if (drift.length > 0 && !settled) {
    return { ...base, state: 'drifted', sentence: driftSentence(drift, decided), entity, matchedBy, drift };
  }
  return { ...base, state: 'matched', sentence: matchedSentence(entity, matchedBy), entity, matchedBy };
}

function unmatched(
  base: Pick<InventoryRow, 'id' | 'claims' | 'drift'>,
  service: TelemetryService,
  decided: Decided | undefined
): InventoryRow {
  if (decided?.decision.decision === 'dismiss') {
    const sentence = `Dismissed by ${decided.actor.name}: it does not belong in the catalog.`;
    return { ...base, service, decided, state: 'dismissed', sentence };
  }
  const sentence =
    decided?.decision.decision === 'accept'
      ? `Accepted by ${decided.actor.name}: waiting for ${shortRef(decided.decision.ref ?? proposedRef(service))} to appear in the catalog.`
      : `Not in the catalog. Accepting it creates ${shortRef(proposedRef(service))}; nothing existing is overwritten.`;
  return { ...base, service, decided, state: 'proposed', sentence };
}

function matchedSentence({ ref }: CatalogEntity, by: ClaimKind | 'choice'): string {
  const how = { annotation: 'by its annotation weir.io/service-name', name: 'by name', choice: 'by choice' }[by];
  return `Matched with ${shortRef(ref)} ${how}.`;
}

function catalogOnly(entity: CatalogEntity): InventoryRow {
  const name = entity.serviceName ?? refParts(entity.ref).name;
  const sentence = `No telemetry with service.name '${name}' in 7 days.`;
  return { id: entity.ref, state: 'catalog-only', sentence, entity, claims: [], drift: [] };
}

/** The entity that accepting a service would make. */
export function proposedRef({ name }: Pick<TelemetryService, 'name'>): string {
  const safe = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 63);
  return `component:default/${safe === '' ? 'unnamed' : safe}`;
}

/** Entities whose annotation names a service that sends nothing, by their own name: it may send under that one. */
function strayAnnotations(claims: Claims, services: readonly TelemetryService[]): ReadonlyMap<string, CatalogEntity> {
  const known = new Set(services.flatMap(({ namespace, name }) => [name, `${namespace}/${name}`]));
  const strays = new Map<string, CatalogEntity>();
  for (const [name, entities] of claims.annotated()) {
    if (known.has(name)) continue;
    for (const entity of entities) strays.set(sameName(refParts(entity.ref).name), entity);
  }
  return strays;
}

function driftOf(
  { name, namespace }: TelemetryService,
  { owner, serviceName }: CatalogEntity,
  decided: Decided | undefined,
  owners: ReadonlyMap<string, string>
): Drift[] {
  const drift: Drift[] = [];
  if (serviceName !== undefined && serviceName !== name && serviceName !== `${namespace}/${name}`) {
    drift.push({ field: 'service-name', catalog: serviceName, seen: name });
  }
  const said = (decided?.decision.decision === 'accept' ? decided.decision.owner : undefined) ?? owners.get(name);
  if (owner !== undefined && said !== undefined && teamName(said) !== teamName(owner)) {
    drift.push({ field: 'owner', catalog: owner, seen: said });
  }
  return drift;
}

function driftSentence(drift: readonly Drift[], decided: Decided | undefined): string {
  const sentences = drift.map(({ field, catalog, seen }) =>
    field === 'owner'
      ? `Catalog: owner ${shortRef(catalog)}. People say: ${shortRef(seen)}.`
      : `Catalog: service.name '${catalog}'. Traffic: comes as '${seen}'.`
  );
  const proposed = decided?.decision.decision === 'propose-change' && decided.decision.drift === driftKey(drift);
  return [...sentences, ...(proposed ? [`A change was proposed by ${decided.actor.name}.`] : [])].join(' ');
}

/** `group:default/team-a`, `group:team-a` and `team-a` are one team. */
export function teamName(owner: string): string {
  return owner
    .toLowerCase()
    .replace(/^(?:group|user):/, '')
    .replace(/^default\//, '');
}

/** Whether an entity without telemetry is worth a line: something that runs, or that says it has a service. */
function shouldSend({ ref, type, serviceName }: CatalogEntity): boolean {
  if (serviceName !== undefined) return true;
  return refParts(ref).kind === 'component' && !SILENT.has(type ?? '');
}
