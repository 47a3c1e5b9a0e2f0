/** Partitions by topic. */
export type Assignment = readonly { readonly topic: string; readonly partitions: readonly number[] }[];

/** What a member of a group says of itself when it joins. */
export interface MemberClaim {
  readonly id: string;
  readonly topics: readonly string[];
  /** What it has and has not let go yet. */
  readonly held: Assignment;
  /** The generation that gave it that; -1 for none. */
  readonly generation: number;
}

/** One partition. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Every partition of an assignment. */
export function partitionsOf(assignment: Assignment): TopicPartition[] {
  return assignment.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })));
}

/** Partitions put together by topic. */
export function assignmentOf(partitions: Iterable<TopicPartition>): Assignment {
  return [...Map.groupBy(partitions, ({ topic }) => topic)]
    .map(([topic, own]) => ({ topic, partitions: own.map(({ partition }) => partition).toSorted((a, b) => a - b) }))
    .toSorted((a, b) => (a.topic < b.topic ? -1 : 1));
}

interface Share {
  readonly claim: MemberClaim;
  readonly owned: TopicPartition[];
}

/**
 * Shares all partitions among the members: as many for each, give or take one, and everybody keeps what it has as far as
 * that allows. A partition that has to change hands goes to nobody in this round: its holder sees that it has lost it,
 * lets it go and joins again, and the round after gives it away. So no two that are well have it at a time. Pure: the
 * same members and counts give the same shares in whatever order they come.
 */
export function assignSticky(
  members: readonly MemberClaim[],
  counts: ReadonlyMap<string, number>
): ReadonlyMap<string, Assignment> {
  const claims = members.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const all = [...counts].flatMap(([topic, count]) =>
    Array.from({ length: count }, (_, partition) => ({ topic, partition }))
  );
  all.sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
  const holders = holdersOf(claims);
  const targets = share(all, claims, holders);
  return new Map(
    [...targets].map(([id, partitions]) => [
      id,
      assignmentOf(partitions.filter((one) => mayHave(id, holders.get(keyOf(one)) ?? []))),
    ])
  );
}

/** Whether a member may have a partition now: it has it already, or nobody does. */
function mayHave(id: string, holders: readonly MemberClaim[]): boolean {
  return holders.length === 0 || holders[0]?.id === id;
}

/** Who says that it has a partition, by partition: who heard it last comes first. */
function holdersOf(claims: readonly MemberClaim[]): ReadonlyMap<string, readonly MemberClaim[]> {
  const holders = new Map<string, MemberClaim[]>();
  for (const claim of claims) {
    for (const one of partitionsOf(claim.held)) {
      const key = keyOf(one);
      holders.set(
        key,
        [...(holders.get(key) ?? []), claim].toSorted((a, b) => b.generation - a.generation)
      );
    }
  }
  return holders;
}

function share(
  all: readonly TopicPartition[],
  claims: readonly MemberClaim[],
  holders: ReadonlyMap<string, readonly MemberClaim[]>
): ReadonlyMap<string, readonly TopicPartition[]> {
  const shares = new Map<string, Share>(claims.map((claim) => [claim.id, { claim, owned: [] }]));
  const free: TopicPartition[] = [];
  for (const one of all) {
    const holder = shares.get(holders.get(keyOf(one))?.[0]?.id ?? '');
    if (holder?.claim.topics.includes(one.topic)) holder.owned.push(one);
    else free.push(one);
  }
  free.push(...surplus([...shares.values()], all.length));
  for (const one of free) leastLoaded([...shares.values()], one.topic)?.owned.push(one);
  return new Map([...shares].map(([id, { owned }]) => [id, owned]));
}

/** Takes away what members have beyond their share. Those that have most keep the one that cannot be divided. */
function surplus(shares: readonly Share[], total: number): TopicPartition[] {
  const least = Math.floor(total / shares.length);
  let withOneMore = total % shares.length;
  return shares
    .toSorted((a, b) => b.owned.length - a.owned.length)
    .flatMap(({ owned }) => {
      const most = withOneMore > 0 ? least + 1 : least;
      withOneMore -= 1;
      return owned.splice(most);
    });
}

function leastLoaded(shares: readonly Share[], topic: string): Share | undefined {
  let least: Share | undefined;
  for (const one of shares) {
    if (!one.claim.topics.includes(topic)) continue;
    if (least === undefined || one.owned.length < least.owned.length) least = one;
  }
  return least;
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${partition}/${topic}`;
}
