import { WeirError } from '../core/errors.ts';
import { DAY } from '../core/time.ts';
import type { SeriesResults } from '../storage/ports.ts';
import type { Away } from './away.ts';
import type { OwnersView, OwnerOf } from './owners-view.ts';
import { planRequests, type PlannedRequest, type WantedSeries } from './plan-requests.ts';
import { NoRows, type RowsClient } from './rows-client.ts';
import { joinRows } from './rows.ts';

export interface OtherReplicasParts {
  readonly owners: Pick<OwnersView, 'now' | 'anew'>;
  readonly client: Pick<RowsClient, 'ask'>;
  /** Where the others reach this replica: it does not ask itself. */
  readonly url: string;
}

/** What became of a series: its rows, or why there are none. */
interface Outcome {
  readonly wanted: WantedSeries;
  readonly away: Away | undefined;
}

/** Brings rows from the replicas that own them. */
export class OtherReplicas {
  readonly #parts: OtherReplicasParts;

  constructor(parts: OtherReplicasParts) {
    this.#parts = parts;
  }

  /**
   * Gives the rows of each series to `keep`, which returns whether there was room for them. All owners are asked at the same
   * time; where that fails, once more those who are the owners then. Returns what could not be had.
   */
  async fetch(
    wanted: readonly WantedSeries[],
    keep: (wanted: WantedSeries, rows: SeriesResults) => boolean
  ): Promise<readonly Away[]> {
    if (wanted.length === 0) return [];
    const { owners } = this.#parts;
    const failed = await this.#attempt(wanted, () => owners.now(), keep);
    if (failed.length === 0) return [];
    const again = await this.#attempt(
      failed.map((one) => one.wanted),
      () => owners.anew(),
      keep
    );
    return again.flatMap(({ away }) => away ?? []);
  }

  async #attempt(
    wanted: readonly WantedSeries[],
    owners: () => Promise<OwnerOf>,
    keep: (wanted: WantedSeries, rows: SeriesResults) => boolean
  ): Promise<readonly Outcome[]> {
    const ownerOf = await owners().catch((error: unknown) => asWeirError(error));
    if (ownerOf instanceof WeirError) return wanted.map((one) => failure(one, ownerOf.message, 'unknown'));
    const { requests, homeless } = planRequests(wanted, ownerOf, Date.now() + DAY);
    const answers = await Promise.all(requests.map((request) => this.#rowsOf(request)));
    const brought = Map.groupBy(answers.flat(), ({ of }) => of);
    const outcomes = [...brought].map(([of, parts]): Outcome => {
      const rows: SeriesResults[] = [];
      for (const part of parts.sort((a, b) => a.from - b.from)) {
        if (part.rows instanceof NoRows) return failure(of, `replica ${part.owner} ${part.rows.message}`, part.owner);
        rows.push(part.rows);
      }
      const kept = keep(of, joinRows(rows));
      return kept ? { wanted: of, away: undefined } : failure(of, 'more is being read of other replicas than fits', '');
    });
    return [...outcomes, ...homeless.map((one) => failure(one, 'no replica has it', 'no replica'))].filter(
      ({ away }) => away !== undefined
    );
  }

  /** The parts of a request, each with its rows or why there are none. */
  async #rowsOf({ owner, tenant, parts }: PlannedRequest) {
    const wanted = parts.map(({ rows }) => rows);
    const rows = owner.url === this.#parts.url ? opening() : await this.#ask(owner, tenant, wanted);
    return parts.map(({ of, rows: { from } }, i) => ({
      ...{ of, from, owner: owner.name },
      rows: rows instanceof NoRows ? rows : (rows[i] as SeriesResults),
    }));
  }

  async #ask(...given: Parameters<RowsClient['ask']>): Promise<readonly SeriesResults[] | NoRows> {
    try {
      return await this.#parts.client.ask(...given);
    } catch (error) {
      if (error instanceof NoRows) return error;
      throw error;
    }
  }
}

/** This replica said that it has it, and its directory cannot be read (yet). */
function opening(): NoRows {
  return new NoRows('elsewhere', 'is opening it or letting it go');
}

function failure(wanted: WantedSeries, why: string, found: string): Outcome {
  return { wanted, away: { partition: wanted.partition, why, found } };
}

function asWeirError(error: unknown): WeirError {
  if (error instanceof WeirError) return error;
  throw error;
}
