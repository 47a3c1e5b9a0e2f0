import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { getCompoundEntityRef, stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EntitySummary, QueryResponse, WatchState, WeirEntity } from '@weir/backstage-plugin-weir-common';
import type { WeirStore } from '../database/WeirStore';
import type { DetectionClient } from '../detection/client';
import type { Contract } from '../detection/contract';
import { WeirUnavailableError } from '../detection/failure';
import type { ServiceDirectory } from '../detection/service-directory';
import { sideBySide } from '../detection/side-by-side';
import { claimOf, providersOf } from './claim-of';
import { readServiceFacts, type ServiceFacts } from './service-facts';
import { answerOf, sparklineOf, sparklineQuery } from './sparkline';

/** Services that are read at a time. */
const WIDTH = 8;
/** How old facts may be before they are read again. */
const FRESH_MILLISECONDS = 10_000;
const MOST_FACTS = 5_000;
/** After a failure nothing is asked for so long: a page with cards does not wait for each of them. */
const REST_MILLISECONDS = 5_000;
/** A page with cards waits no longer, whatever the configuration says. */
const PATIENCE_MILLISECONDS = 5_000;
const INDICATORS = ['latency_p95', 'error_ratio', 'request_rate'];

const NOTHING: ServiceFacts = {
  openProblems: 0,
  worstProblem: null,
  lastProblem: null,
  rating: null,
  ratingChange: null,
  nextBreach: null,
  forecasts: 0,
};

/** Makes what the cards of a page show, for all of them at once; while Weir is down, from what it said last. */
export class EntitySummaries {
  readonly #parts: {
    client: DetectionClient;
    contract: Contract;
    catalog: CatalogService;
    directory: ServiceDirectory;
    store: WeirStore;
  };
  readonly #facts = new Map<string, { asOf: number; facts: Promise<ServiceFacts> }>();
  #restUntil = 0;

  constructor(parts: {
    client: DetectionClient;
    contract: Contract;
    catalog: CatalogService;
    directory: ServiceDirectory;
    store: WeirStore;
  }) {
    this.#parts = parts;
  }

  /** @param credentials - of the person: what they may not see in the catalog is left out */
  async of(refs: readonly string[], credentials: BackstageCredentials, withLines: boolean): Promise<EntitySummary[]> {
    const { store } = this.#parts;
    const entities = await this.#entities(refs, credentials);
    if (this.#restUntil > Date.now()) return this.#lastKnown(entities);
    try {
      const summaries = await this.#fresh(entities, credentials, withLines);
      // Nobody waits for what is kept for bad times; what cannot be kept is kept the next time.
      store.saveSummaries(summaries.filter(({ service }) => service !== null)).catch(() => undefined);
      return summaries;
    } catch (error) {
      if (!(error instanceof WeirUnavailableError)) throw error;
      this.#restUntil = Date.now() + REST_MILLISECONDS;
      return this.#lastKnown(entities);
    }
  }

  /** After a word or a vote the next page is read anew. */
  forget(): void {
    this.#facts.clear();
  }

  async #entities(refs: readonly string[], credentials: BackstageCredentials): Promise<Entity[]> {
    const entityRefs = [...new Set(refs)];
    const { items } = await this.#parts.catalog.getEntitiesByRefs({ entityRefs }, { credentials });
    return items.filter((item) => item !== undefined);
  }

  async #fresh(entities: Entity[], credentials: BackstageCredentials, withLines: boolean): Promise<EntitySummary[]> {
    const { contract } = this.#parts;
    const now = Date.now();
    await contract.require('problems');
    const found = await this.#services(entities, credentials);
    const services = [...new Map(found.flatMap(({ service }) => (service ? [[service.id, service]] : []))).values()];
    const [facts, lines] = await Promise.all([
      sideBySide(services, WIDTH, (service) => this.#factsOf(service, now)),
      withLines && services.length > 0 ? this.#lines(services, now) : undefined,
    ]);
    return found.map(({ entity, claims, service }): EntitySummary => {
      const base = { entityRef: refOf(entity), learningUntil: null, asOf: now, stale: false, sparkline: null };
      if (service === undefined) {
        const state: WatchState = claims ? 'no-telemetry' : 'not-watched';
        return { ...base, state, service: null, ...NOTHING };
      }
      const { id: entityId, name, namespace, environment } = service;
      const known = facts[services.indexOf(service)];
      const answers = lines?.get(entityId) ?? [];
      const wanted = answers.find(({ status }) => status.some((one) => one !== 'no-data')) ?? answers[0];
      const learningUntil = wanted?.learningUntil ?? null;
      return {
        ...base,
        ...known,
        state: learningUntil === null ? 'watched' : 'learning',
        service: { name, namespace, environment, entityId },
        learningUntil,
        asOf: this.#facts.get(entityId)?.asOf ?? now,
        sparkline: wanted === undefined ? null : sparklineOf(wanted),
      };
    });
  }

  /** The service of each entity; an API without an annotation has that of its provider. */
  async #services(entities: Entity[], credentials: BackstageCredentials) {
    const providers = entities.filter((entity) => claimOf(entity) === undefined).flatMap(providersOf);
    const provided = new Map((await this.#entities(providers, credentials)).map((one) => [refOf(one), one]));
    return sideBySide(entities, WIDTH, async (entity) => {
      const known = providersOf(entity).flatMap((ref) => provided.get(ref.toLowerCase()) ?? []);
      const claims = [entity, ...known].flatMap((one) => claimOf(one) ?? []);
      for (const claim of claims) {
        const service = await this.#parts.directory.find(claim);
        if (service !== undefined) return { entity, claims: true, service };
      }
      return { entity, claims: claims.length > 0, service: undefined };
    });
  }

  #factsOf(service: WeirEntity, now: number): Promise<ServiceFacts> {
    const kept = this.#facts.get(service.id);
    if (kept !== undefined && kept.asOf + FRESH_MILLISECONDS > now) return kept.facts;
    const facts = readServiceFacts(this.#parts.client, service, now, PATIENCE_MILLISECONDS);
    if (this.#facts.size >= MOST_FACTS) this.#facts.clear();
    this.#facts.set(service.id, { asOf: now, facts });
    facts.catch(() => this.#facts.delete(service.id));
    return facts;
  }

  /** A day of each indicator of each service, in requests of the largest size. */
  async #lines(services: readonly WeirEntity[], now: number) {
    const wanted = services.flatMap((service) => INDICATORS.map((indicator) => ({ service, indicator })));
    const batches = Array.from({ length: Math.ceil(wanted.length / 99) }, (_, at) =>
      wanted.slice(at * 99, at * 99 + 99)
    );
    const lines = new Map<string, NonNullable<ReturnType<typeof answerOf>>[]>();
    for (const batch of batches) {
      const queries = batch.map(({ service, indicator }) => sparklineQuery(service, indicator, now));
      const request = { method: 'POST', path: '/v1/query', body: { queries }, timeout: PATIENCE_MILLISECONDS } as const;
      const response = await this.#parts.client.json<QueryResponse>(request);
      batch.forEach(({ service }, at) => {
        const answer = answerOf(response, at, service);
        if (answer !== undefined) lines.set(service.id, [...(lines.get(service.id) ?? []), answer]);
      });
    }
    return lines;
  }

  async #lastKnown(entities: readonly Entity[]): Promise<EntitySummary[]> {
    const known = await this.#parts.store.summaries(entities.map(refOf));
    return entities.map((entity) => {
      const entityRef = refOf(entity);
      const last = known.get(entityRef);
      if (last !== undefined) return { ...last, stale: true };
      const isWatchable = claimOf(entity) !== undefined || providersOf(entity).length > 0;
      const state: WatchState = isWatchable ? 'unknown' : 'not-watched';
      const base = { entityRef, state, service: null, sparkline: null, learningUntil: null };
      return { ...base, ...NOTHING, asOf: Date.now(), stale: true };
    });
  }
}

function refOf(entity: Entity): string {
  return stringifyEntityRef(getCompoundEntityRef(entity)).toLowerCase();
}
