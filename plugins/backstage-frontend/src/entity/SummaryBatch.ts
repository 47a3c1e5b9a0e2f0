import type { EntitySummary, WeirApi } from '@weir/backstage-plugin-weir-common';

const KEPT_MS = 30_000;
const MOST = 100;

interface Kept {
  answer: Promise<EntitySummary | undefined>;
  since: number;
}

/**
 * Collects what the cards of a page ask for within one turn of the browser and asks once. What was answered is shared
 * for half a minute, because the cards of one page are loaded one by one.
 */
class SummaryBatch {
  readonly #api: WeirApi;
  readonly #kept = new Map<string, Kept>();
  #waiting: { ref: string; resolve: (summary: EntitySummary | undefined) => void; reject: (why: unknown) => void }[] =
    [];

  constructor(api: WeirApi) {
    this.#api = api;
  }

  load(ref: string, now: number): Promise<EntitySummary | undefined> {
    const kept = this.#kept.get(ref);
    if (kept && now - kept.since < KEPT_MS) return kept.answer;
    const answer = new Promise<EntitySummary | undefined>((resolve, reject) => {
      if (this.#waiting.length === 0) setTimeout(() => this.#ask(), 0);
      this.#waiting.push({ ref, resolve, reject });
    });
    this.#kept.set(ref, { answer, since: now });
    // A failure is not kept: the next card, or the next try, asks anew.
    answer.catch(() => this.#kept.delete(ref));
    return answer;
  }

  forget(ref: string): void {
    this.#kept.delete(ref);
  }

  #ask(): void {
    const all = this.#waiting;
    this.#waiting = [];
    for (let at = 0; at < all.length; at += MOST) {
      const part = all.slice(at, at + MOST);
      this.#api.getEntitySummaries({ entityRefs: part.map((one) => one.ref), sparklines: part.length <= 3 }).then(
        ({ items }) => {
          const byRef = new Map(items.map((item) => [item.entityRef.toLocaleLowerCase('en-US'), item]));
          part.forEach((one) => one.resolve(byRef.get(one.ref.toLocaleLowerCase('en-US'))));
        },
        (error) => part.forEach((one) => one.reject(error))
      );
    }
  }
}

const batches = new WeakMap<WeirApi, SummaryBatch>();

/** The batch of a client: all cards of an app share it. */
export function summaryBatchOf(api: WeirApi): SummaryBatch {
  const there = batches.get(api);
  if (there) return there;
  const made = new SummaryBatch(api);
  batches.set(api, made);
  return made;
}
