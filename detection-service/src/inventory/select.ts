import { createHash } from 'node:crypto';
import { shortRef } from './catalog-entity.ts';
import { teamName } from './merge.ts';
import { INVENTORY_STATES } from './row.ts';
import type { InventoryRow, InventoryState } from './row.ts';

/** In which order rows come: what wants a person first, or by name, or by owner. */
export const INVENTORY_ORDERS = ['attention', 'service', 'owner'] as const;
export type InventoryOrder = (typeof INVENTORY_ORDERS)[number];

/** Which rows to list. */
export interface Selection {
  readonly state?: InventoryState | undefined;
  /** Found in names, references, titles and owners. */
  readonly q?: string | undefined;
  readonly owner?: string | undefined;
}

/** A row with the texts that it is found and ordered by. */
export interface IndexedRow {
  readonly row: InventoryRow;
  readonly haystack: string;
  readonly team: string;
  readonly keys: Readonly<Record<InventoryOrder, string>>;
}

/** Between the parts of a key: no text of a row has it. */
const END = '\u0000';
/** Keys are cut, because they travel in cursors; a digest of the id makes them unique. */
const KEY_PART = 100;

/** Makes rows ready to be searched. */
export function indexRow(row: InventoryRow): IndexedRow {
  const { service, entity } = row;
  const name = (service?.name ?? shortRef(entity?.ref ?? '').replace(/^[^:]*:/, '')).toLowerCase();
  const team = entity?.owner === undefined ? '' : teamName(entity.owner);
  const digest = createHash('sha256').update(row.id).digest('hex').slice(0, 16);
  const tail = [name.slice(0, KEY_PART), digest].join(END);
  const texts = [name, service?.namespace, entity?.ref, shortRef(entity?.ref ?? ''), entity?.title, entity?.owner];
  return {
    row,
    haystack: [...texts, ...row.claims.map((claim) => claim.entity.ref)].join(END).toLowerCase(),
    team,
    keys: {
      attention: `${INVENTORY_STATES.indexOf(row.state)}${END}${tail}`,
      service: tail,
      // Without an owner last.
      owner: `${team === '' ? '1' : '0'}${END}${team.slice(0, KEY_PART)}${END}${tail}`,
    },
  };
}

/** What a selection means. Dismissed rows are listed only when asked for. */
export interface Selected {
  readonly rows: readonly IndexedRow[];
  /** How many rows there are of each state, whatever state is selected. */
  readonly counts: Readonly<Record<InventoryState, number>>;
  /** References of their owners, whatever owner is selected, by name. */
  readonly owners: readonly string[];
}

/** More owners than this are not told. */
const MOST_OWNERS = 1_000;

/** The rows that a selection means, in the order of `rows`. */
export function select(rows: readonly IndexedRow[], { state, q, owner }: Selection): Selected {
  const words = q?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  const team = owner === undefined ? undefined : teamName(owner);
  const counts = Object.fromEntries(INVENTORY_STATES.map((one) => [one, 0])) as Record<InventoryState, number>;
  const found: IndexedRow[] = [];
  const owners = new Set<string>();
  for (const one of rows) {
    if (!words.every((word) => one.haystack.includes(word))) continue;
    const isListed = state === undefined ? one.row.state !== 'dismissed' : one.row.state === state;
    const { owner: theirs } = one.row.entity ?? {};
    if (isListed && theirs !== undefined && owners.size < MOST_OWNERS) owners.add(theirs);
    if (team !== undefined && one.team !== team) continue;
    counts[one.row.state]++;
    if (isListed) found.push(one);
  }
  return { rows: found, counts, owners: [...owners].sort() };
}
