import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { CatalogEntityPush } from '@weir/backstage-plugin-weir-common';
import type { PushedEntity, WeirStore } from '../database/WeirStore';
import type { DetectionClient } from '../detection/client';
import { WeirRefusedError } from '../detection/failure';
import { PUSHED_FIELDS, pushOf } from './push-of';

/** Entities of a request; the contract takes 500. */
const BATCH = 250;
const PATH = '/v1/catalog/entities';

interface CatalogPage {
  readonly items: readonly { readonly ref: string; readonly source: string }[];
  readonly next: string | null;
}

/** What a push came to. */
export interface PushOutcome {
  readonly changed: number;
  readonly removed: number;
  /** References that Weir would not take. */
  readonly refused: readonly string[];
}

/** Tells Weir's inventory what the catalog has: what has changed since the last time, or all when Weir lost it. */
export class CatalogPush {
  readonly #options: {
    client: DetectionClient;
    catalog: CatalogService;
    auth: AuthService;
    store: WeirStore;
    logger: LoggerService;
    kinds: readonly string[];
  };

  constructor(options: {
    client: DetectionClient;
    catalog: CatalogService;
    auth: AuthService;
    store: WeirStore;
    logger: LoggerService;
    kinds: readonly string[];
  }) {
    this.#options = options;
  }

  /** @throws as the client, when Weir does not answer: the scheduler tries again */
  async run(signal?: AbortSignal): Promise<PushOutcome> {
    const { store, logger } = this.#options;
    const entities = await this.#read();
    const before = new Map((await store.pushed()).map((one) => [one.ref, one]));
    const isWhole = await this.#isWhole(signal);
    const changed = [...entities.values()].filter((one) => !isWhole || before.get(one.ref)?.tag !== one.tag);
    const gone = new Set([...before.keys()].filter((ref) => !entities.has(ref)));
    if (!isWhole) for (const ref of await this.#strangers(entities, signal)) gone.add(ref);
    if (changed.length === 0 && gone.size === 0) return { changed: 0, removed: 0, refused: [] };

    const refused = await this.#send(changed, [...gone], signal);
    // What was refused is kept, too: its cards are found by it, and it is tried again only when it has changed.
    await store.savePushed(changed, [...gone]);
    await store.set('weir-catalog-etag', (await this.#tag(signal)) ?? '');
    for (const ref of refused) logger.warn(`Weir does not take ${ref} of the catalog into its inventory`);
    return { changed: changed.length - refused.length, removed: gone.size, refused };
  }

  async #read(): Promise<Map<string, PushedEntity>> {
    const { catalog, auth, kinds } = this.#options;
    const credentials = await auth.getOwnServiceCredentials();
    const found = new Map<string, PushedEntity>();
    const request = { filter: { kind: [...kinds] }, fields: PUSHED_FIELDS };
    for await (const entities of catalog.streamEntities(request, { credentials })) {
      for (const entity of entities) {
        const pushed = pushOf(entity);
        found.set(pushed.ref, pushed);
      }
    }
    return found;
  }

  /** Whether Weir has exactly what was pushed last. */
  async #isWhole(signal: AbortSignal | undefined): Promise<boolean> {
    const known = await this.#options.store.setting('weir-catalog-etag');
    if (!known) return false;
    const { status } = await this.#options.client.ask({ path: PATH, query: { limit: 1 }, known, signal });
    return status === 304;
  }

  async #tag(signal: AbortSignal | undefined): Promise<string | undefined> {
    const { etag } = await this.#options.client.ask({ path: PATH, query: { limit: 1 }, signal });
    return etag;
  }

  /** What Weir has of this portal and the catalog has not: left from a database that was lost. */
  async #strangers(entities: ReadonlyMap<string, PushedEntity>, signal: AbortSignal | undefined): Promise<string[]> {
    const { client } = this.#options;
    const all: CatalogPage['items'][number][] = [];
    let cursor: string | undefined;
    do {
      const page: CatalogPage = await client.json({ path: PATH, query: { limit: 1_000, cursor }, signal });
      all.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    const ours = new Set(all.filter(({ ref }) => entities.has(ref)).map(({ source }) => source));
    return all.filter(({ ref, source }) => !entities.has(ref) && ours.has(source)).map(({ ref }) => ref);
  }

  async #send(changed: readonly PushedEntity[], gone: readonly string[], signal?: AbortSignal): Promise<string[]> {
    const refused: string[] = [];
    for (let from = 0; from < Math.max(changed.length, gone.length); from += BATCH) {
      const entities = changed.slice(from, from + BATCH).map(({ body }) => body);
      refused.push(...(await this.#sendBatch(entities, gone.slice(from, from + BATCH), signal)));
    }
    return refused;
  }

  /** Sends a batch without the entities that Weir will not take, so that one bad title does not hold back the rest. */
  async #sendBatch(entities: CatalogEntityPush[], removed: string[], signal?: AbortSignal): Promise<string[]> {
    const refused: string[] = [];
    const rest = [...entities];
    for (;;) {
      try {
        await this.#options.client.ask({ method: 'PUT', path: PATH, body: { entities: rest, removed }, signal });
        return refused;
      } catch (error) {
        const at = error instanceof WeirRefusedError ? refusedAt(error) : undefined;
        const [bad] = at === undefined ? [] : rest.splice(at, 1);
        if (bad === undefined) throw error;
        refused.push(bad.ref);
      }
    }
  }
}

function refusedAt(error: WeirRefusedError): number | undefined {
  const [, at] = /^(?:body[./])?\/?entities[[/](\d+)/.exec(error.weir.details[0]?.path ?? '') ?? [];
  return at === undefined ? undefined : Number(at);
}
