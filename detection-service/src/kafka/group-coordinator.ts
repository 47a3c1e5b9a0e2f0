import {
  decodeConsumerProtocolAssignment,
  decodeConsumerProtocolSubscription,
  encodeConsumerProtocolAssignment,
  encodeConsumerProtocolSubscription,
  FindCoordinatorKeyTypes,
  type Broker,
  type Connection,
} from '@platformatic/kafka';
import type { Millis } from '../core/time.ts';
import type { Cluster } from './cluster.ts';
import { answersOf } from './kafka-error.ts';
import type { Assignment, MemberClaim } from './sticky-assignment.ts';
import { REQUESTS } from './requests.ts';

/** Kafka's tools show assignments of this type. */
const PROTOCOL_TYPE = 'consumer';
/** How we share partitions; members that share them otherwise cannot be in the group. */
const PROTOCOL = 'weir-sticky';
/** Of Kafka's format for what members say: with what they have, and since which generation. */
const SUBSCRIPTION_VERSION = 2;

/** A place in a group. */
export interface Place {
  readonly memberId: string;
  readonly generation: number;
}

/** What the members said, for the one of them that shares the partitions. */
export interface Joined extends Place {
  readonly members: readonly MemberClaim[] | undefined;
}

/** What a member asks of its group, at the broker that keeps it. Every method rejects with what the library throws. */
export class GroupCoordinator {
  readonly #cluster: Cluster;
  readonly #group: string;
  #broker: Broker | undefined;

  constructor(cluster: Cluster, group: string) {
    this.#cluster = cluster;
    this.#group = group;
  }

  /** Another broker may keep the group now. */
  forget(): void {
    this.#broker = undefined;
    this.#cluster.forgetVersions();
  }

  /** As `forget`; also ends the connection, and with it everything that is still waited for. */
  async hangUp(): Promise<void> {
    const broker = this.#broker;
    this.forget();
    if (broker !== undefined) await this.#cluster.hangUp(broker);
  }

  async connection(): Promise<Connection> {
    this.#broker ??= await this.#find();
    return this.#cluster.connectionTo(this.#broker);
  }

  /** Joins; a new member is told its name first and joins again with it. Waits until all others have joined, too. */
  async join(claim: MemberClaim, session: Millis, rebalance: Millis): Promise<Joined> {
    const metadata = encodeConsumerProtocolSubscription({
      version: SUBSCRIPTION_VERSION,
      topics: [...claim.topics],
      ownedPartitions: writable(claim.held),
      generationId: claim.generation,
    });
    const protocols = [{ name: PROTOCOL, metadata }];
    const ask = async (id: string): Promise<Awaited<ReturnType<(typeof REQUESTS.joinGroup)[number]['async']>>> =>
      this.#cluster.ask(
        await this.connection(),
        REQUESTS.joinGroup,
        ...([this.#group, session, rebalance, id, null, PROTOCOL_TYPE, protocols] as const)
      );
    const answer = await ask(claim.id).catch((error: unknown) => {
      const name = nameGiven(error);
      if (name === undefined) throw error;
      return ask(name);
    });
    const { memberId, generationId: generation, leader, members } = answer as typeof answer & { memberId: string };
    return { memberId, generation, members: leader === memberId ? members.map(claimOf) : undefined };
  }

  /** Hands in the shares, if it is on us to make them, and waits for our own. */
  async sync(
    { memberId, generation }: Place,
    shares: ReadonlyMap<string, Assignment> | undefined
  ): Promise<Assignment> {
    const assignments = [...(shares ?? [])].map(([id, assignment]) => ({
      memberId: id,
      assignment: encodeConsumerProtocolAssignment({
        version: SUBSCRIPTION_VERSION,
        assignedPartitions: writable(assignment),
      }),
    }));
    const answer = await this.#cluster.ask(
      await this.connection(),
      REQUESTS.syncGroup,
      ...([this.#group, generation, memberId, null, PROTOCOL_TYPE, PROTOCOL, assignments] as const)
    );
    return decodeConsumerProtocolAssignment((answer as typeof answer & { assignment: Buffer }).assignment)
      .assignedPartitions;
  }

  async beat({ memberId, generation }: Place): Promise<void> {
    await this.#cluster.ask(await this.connection(), REQUESTS.heartbeat, this.#group, generation, memberId, null);
  }

  async leave({ memberId }: Place): Promise<void> {
    await this.#cluster.ask(await this.connection(), REQUESTS.leaveGroup, this.#group, [{ memberId }]);
  }

  async #find(): Promise<Broker> {
    const connection = await this.#cluster.anyConnection();
    const { coordinators } = await this.#cluster.ask(
      connection,
      REQUESTS.findCoordinator,
      FindCoordinatorKeyTypes.GROUP,
      [this.#group]
    );
    const [found] = coordinators;
    if (found === undefined) throw new Error(`no broker keeps the group ${this.#group}`);
    return { host: found.host, port: found.port };
  }
}

/** The name that a broker gives a new member, with an answer that is an error to the library. */
function nameGiven(error: unknown): string | undefined {
  if (!answersOf(error).includes('MEMBER_ID_REQUIRED')) return undefined;
  return (error as { readonly response?: { readonly memberId?: string } }).response?.memberId;
}

function claimOf({ memberId, metadata }: { readonly memberId: string; readonly metadata: Buffer }): MemberClaim {
  const { topics, ownedPartitions, generationId } = decodeConsumerProtocolSubscription(metadata);
  return { id: memberId, topics, held: ownedPartitions, generation: generationId };
}

function writable(assignment: Assignment): { topic: string; partitions: number[] }[] {
  return assignment.map(({ topic, partitions }) => ({ topic, partitions: [...partitions] }));
}
