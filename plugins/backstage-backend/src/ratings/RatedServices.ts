import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type {
  RatedService,
  RatedServicePage,
  RatedServiceQuery,
  Rating,
  RatingHistory,
  RatingPage,
} from '@weir/backstage-plugin-weir-common';
import type { CatalogIndex } from '../catalog/index-of-catalog';
import type { DetectionClient } from '../detection/client';
import { sideBySide } from '../detection/side-by-side';
import { changeOf } from '../summaries/service-facts';

const PAGE = 1_000;
const MOST = 50_000;
const MOST_OWNERS = 1_000;
const DEFAULT_LIMIT = 50;
const WIDTH = 8;
/** After so long ratings are read anew; what is older by more is not answered meanwhile. */
const FRESH_MILLISECONDS = 30_000;
const STALE_MILLISECONDS = 10 * 60_000;
const HISTORY_KEPT_MILLISECONDS = 10 * 60_000;

/** The ratings page: all services by how good each is at least, with the owners that the catalog says. */
export class RatedServices {
  readonly #client: DetectionClient;
  readonly #index: CatalogIndex;
  readonly #catalog: CatalogService;
  readonly #histories = new Map<string, { until: number; history: Promise<RatingHistory> }>();
  #kept: { asOf: number; ratings: Rating[] } | undefined;
  #reading: Promise<Rating[]> | undefined;

  constructor(options: { client: DetectionClient; index: CatalogIndex; catalog: CatalogService }) {
    this.#client = options.client;
    this.#index = options.index;
    this.#catalog = options.catalog;
  }

  /** Reads the ratings before somebody asks, or keeps them from growing old while nobody does. */
  async readAhead(): Promise<void> {
    await Promise.all([this.#index.refresh(), this.#reading ?? this.#begin()]);
  }

  /** After a vote the next page is read anew. */
  forget(): void {
    this.#kept = undefined;
    this.#reading = undefined;
  }

  /** @param ownershipRefs - the person and the groups that they speak for */
  async page(
    query: RatedServiceQuery,
    ownershipRefs: readonly string[],
    credentials: BackstageCredentials
  ): Promise<RatedServicePage> {
    const { scope = 'all', offset = 0, limit = DEFAULT_LIMIT } = query;
    const [ratings] = await Promise.all([this.#ratings(), this.#index.refresh()]);
    const mine = new Set(ownershipRefs.map((ref) => ref.toLowerCase()));
    const used = scope === 'calls' ? this.#index.usedBy(mine) : undefined;
    const words = query.q?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
    const owner = query.owner?.toLowerCase();
    const unowned = ratings
      .map((rating) => ({
        rating,
        entity: this.#index.entityOf({ name: rating.service, namespace: rating.namespace }),
      }))
      .filter(({ entity }) => scope !== 'team' || (entity?.owner !== undefined && mine.has(entity.owner)))
      .filter(({ entity }) => used === undefined || (entity !== undefined && used.has(entity.ref)))
      .filter(({ rating }) => query.band === undefined || (rating.band ?? 'provisional') === query.band)
      .filter(({ rating, entity }) => {
        if (words.length === 0) return true;
        const text =
          `${rating.service} ${entity?.ref ?? ''} ${entity?.title ?? ''} ${entity?.owner ?? ''}`.toLowerCase();
        return words.every((word) => text.includes(word));
      });
    const owners = [...new Set(unowned.flatMap(({ entity }) => entity?.owner ?? []))].sort().slice(0, MOST_OWNERS);
    const found = unowned.filter(({ entity }) => owner === undefined || entity?.owner === owner);
    const rows = found.slice(offset, offset + limit);
    const [visible, changes] = await Promise.all([
      this.#visible([...rows.flatMap(({ entity }) => entity?.ref ?? []), ...owners], credentials),
      sideBySide(rows, WIDTH, async ({ rating }) => changeOf(rating, await this.#history(rating.entityId))),
    ]);
    const items = rows.map(({ rating, entity }, at): RatedService => {
      const seen = entity !== undefined && visible.has(entity.ref) ? entity : undefined;
      return {
        rank: offset + at + 1,
        rating,
        entityRef: seen?.ref ?? null,
        title: seen?.title ?? null,
        owner: seen?.owner ?? null,
        owned: entity?.owner !== undefined && mine.has(entity.owner),
        change: changes[at],
      };
    });
    const named = new Set(items.flatMap((item) => item.owner ?? []));
    return { items, total: found.length, owners: owners.filter((ref) => visible.has(ref) || named.has(ref)) };
  }

  /** What the person may see in the catalog. */
  async #visible(entityRefs: string[], credentials: BackstageCredentials): Promise<Set<string>> {
    if (entityRefs.length === 0) return new Set();
    const fields = ['kind', 'metadata.name', 'metadata.namespace'];
    const { items } = await this.#catalog.getEntitiesByRefs({ entityRefs, fields }, { credentials });
    return new Set(entityRefs.filter((_, at) => items[at] !== undefined));
  }

  /** Thousands take a second to read: who was here shortly before does not wait for them again. */
  async #ratings(): Promise<Rating[]> {
    const kept = this.#kept;
    const age = kept === undefined ? Number.MAX_SAFE_INTEGER : Date.now() - kept.asOf;
    if (kept !== undefined && age < FRESH_MILLISECONDS) return kept.ratings;
    const reading = this.#reading ?? this.#begin();
    return kept !== undefined && age < STALE_MILLISECONDS ? kept.ratings : reading;
  }

  #begin(): Promise<Rating[]> {
    const reading = this.#read();
    this.#reading = reading;
    const end = (ratings?: Rating[]) => {
      // What was begun before a vote is answered and not kept.
      if (this.#reading !== reading) return;
      this.#reading = undefined;
      if (ratings !== undefined) this.#kept = { asOf: Date.now(), ratings };
    };
    // Who waits for it hears of a failure; otherwise the next who asks begins again.
    reading.then(end, () => end());
    return reading;
  }

  async #read(): Promise<Rating[]> {
    const all: Rating[] = [];
    let cursor: string | undefined;
    do {
      const page: RatingPage = await this.#client.json({ path: '/v1/ratings', query: { limit: PAGE, cursor } });
      all.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined && all.length < MOST);
    return all;
  }

  #history(id: string): Promise<RatingHistory> {
    const kept = this.#histories.get(id);
    if (kept !== undefined && kept.until > Date.now()) return kept.history;
    const history = this.#client.json<RatingHistory>({
      path: `/v1/ratings/${encodeURIComponent(id)}/history`,
      query: { days: 30 },
    });
    if (this.#histories.size >= MOST) this.#histories.clear();
    this.#histories.set(id, { until: Date.now() + HISTORY_KEPT_MILLISECONDS, history });
    history.catch(() => this.#histories.delete(id));
    return history;
  }
}
