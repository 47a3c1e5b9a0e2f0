import { setTimeout as sleep } from 'node:timers/promises';
import type { BaseOptions } from '@platformatic/kafka';
import { WeirError } from '../core/errors.ts';
import { MINUTE, SECOND, type Millis } from '../core/time.ts';
import { Backoff } from './backoff.ts';
import { Cluster } from './cluster.ts';
import { GroupCoordinator, type Place } from './group-coordinator.ts';
import { HeldPartitions } from './held-partitions.ts';
import { answersOf, kafkaError } from './kafka-error.ts';
import { assignSticky, type Assignment, type MemberClaim } from './sticky-assignment.ts';

export interface MembershipOptions {
  /** As `clientOptions` makes them. */
  readonly client: BaseOptions;
  readonly group: string;
  readonly topics: readonly string[];
  /** After how long without a word a member counts as gone, for the brokers and for itself. */
  readonly session: Millis;
  /** These are ours from now on, beside those we had. */
  readonly onAssigned: (added: Assignment) => void;
  /** These have to be let go; when it has resolved, or after `handover`, somebody else may have them. */
  readonly onRevoked: (gone: Assignment) => Promise<void>;
  /** These were ours, and perhaps are somebody else's already. */
  readonly onLost: (gone: Assignment) => void;
  /** What keeps us from being a member, as a sentence; undefined when we are one again. */
  readonly onTrouble?: (error: WeirError | undefined) => void;
  /** How long partitions may take to be let go. */
  readonly handover?: Millis;
}

const HANDOVER: Millis = MINUTE;
/** A word is given so many times in a session, so that one that is late does no harm. */
const BEATS = 4;
/** Part of a session that members have to join again; an answer that takes longer does not come. */
const REBALANCE = 0.8;
/** How often whoever shares the partitions looks whether there are more of them. */
const COUNT_EVERY: Millis = 30 * SECOND;
const NOT_A_MEMBER = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']);

/**
 * Membership in a consumer group, for who reads by itself: says which partitions are ours. Whoever has to let a partition
 * go does so before another one gets it; whoever hears nothing from the brokers for a session counts its partitions as
 * lost, for the brokers give them away then. (The library's own consumer joins again before anybody could let go of
 * anything, and gives no more words once joining has failed.)
 */
export class Membership {
  readonly #options: MembershipOptions;
  readonly #cluster: Cluster;
  readonly #coordinator: GroupCoordinator;
  readonly #held: HeldPartitions;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #place: Place = { memberId: '', generation: -1 };
  /** Topics and their partitions, when it is on us to share them. */
  #counts: ReadonlyMap<string, number> | undefined;
  #counted: Millis = 0;
  /** When we count as gone unless something is heard. */
  #fenceAt: Millis = Infinity;
  #fence: NodeJS.Timeout | undefined;
  /** We join for the first time since we were heard. */
  #fresh = true;
  /** Ends what is being waited for. */
  #interrupt: (error: Error) => void = () => undefined;
  /** Ends the pause between two words. */
  #wake: () => void = () => undefined;
  #again = false;
  #leaving = false;
  #trouble: WeirError | undefined;
  /** A topic that is not there: it keeps nobody from sharing the others. */
  #missing: WeirError | undefined;

  constructor(options: MembershipOptions) {
    this.#options = options;
    const requestTimeout = Math.max(options.client.requestTimeout ?? 0, 2 * options.session);
    this.#cluster = new Cluster({ ...options.client, requestTimeout });
    this.#coordinator = new GroupCoordinator(this.#cluster, options.group);
    this.#held = new HeldPartitions({
      ...{ onAssigned: options.onAssigned, onRevoked: options.onRevoked, onLost: options.onLost },
      ...{ handover: options.handover ?? HANDOVER },
      onReleased: () => this.#rejoin(),
    });
  }

  /** What is ours now. */
  get assignment(): Assignment {
    return this.#held.owned;
  }

  /** Who we are to the group, as commits of offsets have to say. */
  get place(): Place {
    return this.#place;
  }

  get trouble(): WeirError | undefined {
    return this.#trouble;
  }

  /** Begins to be a member, and stays one over whatever brokers do. */
  join(): void {
    this.#running ??= this.#run();
  }

  /** Lets everything go, then leaves: others have the partitions at once. */
  async leave(): Promise<void> {
    this.#leaving = true;
    await this.#held.releaseAll();
    this.#closing.abort();
    this.#wake();
    this.#interrupt(new Error('we leave'));
    await this.#running;
    clearTimeout(this.#fence);
    if (this.#place.memberId !== '') await this.#bounded(this.#coordinator.leave(this.#place)).catch(() => undefined);
    await this.#cluster.close();
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  async #run(): Promise<void> {
    const backoff = new Backoff();
    while (!this.#closed) {
      try {
        this.#again = false;
        this.#held.take(await this.#joined());
        this.#say(this.#missing);
        backoff.reset();
        await this.#beat();
      } catch (error) {
        if (this.#closed) return;
        this.#failed(error);
        await backoff.wait(this.#closing.signal);
      }
    }
  }

  /** Joins, shares the partitions if that is on us, and returns our share. */
  async #joined(): Promise<Assignment> {
    const { topics, session } = this.#options;
    // Who joins again counts as there; but only once, for who tries in vain is not.
    if (this.#fresh) this.#fenceIn(session);
    this.#fresh = false;
    const claim: MemberClaim = {
      ...{ id: this.#place.memberId, generation: this.#place.generation },
      ...{ topics, held: this.#held.all },
    };
    const joined = await this.#unlessInterrupted(
      this.#coordinator.join(claim, session, Math.floor(session * REBALANCE))
    );
    const asked = Date.now();
    this.#place = { memberId: joined.memberId, generation: joined.generation };
    this.#counts = joined.members && (await this.#unlessInterrupted(this.#count(joined.members)));
    const shares = joined.members && assignSticky(joined.members, this.#counts ?? new Map());
    const assignment = await this.#unlessInterrupted(this.#coordinator.sync(this.#place, shares));
    this.#heard(asked);
    return assignment;
  }

  /** Gives words until it is time to join again; throws when nobody hears them. */
  async #beat(): Promise<void> {
    const { session } = this.#options;
    while (!this.#closed) {
      const asked = Date.now();
      try {
        await this.#unlessInterrupted(this.#coordinator.beat(this.#place));
        this.#heard(asked);
        this.#say(this.#missing);
      } catch (error) {
        if (!answersOf(error).includes('REBALANCE_IN_PROGRESS')) throw error;
        this.#heard(asked);
        return;
      }
      if (this.#again || (await this.#hasGrown())) return;
      await this.#pause(session / BEATS);
      if (this.#again) return;
    }
  }

  #failed(error: unknown): void {
    const answers = answersOf(error);
    if (answers.some((answer) => NOT_A_MEMBER.has(answer))) {
      const memberId = answers.includes('UNKNOWN_MEMBER_ID') ? '' : this.#place.memberId;
      this.#lose();
      this.#place = { memberId, generation: -1 };
      return;
    }
    if (answers.includes('REBALANCE_IN_PROGRESS')) return;
    this.#coordinator.hangUp().catch(() => undefined);
    this.#say(kafkaError(error, `The group ${this.#options.group} cannot be joined at ${this.#cluster.where}`));
  }

  /** The number of partitions of each topic; none of one that is not there. */
  async #count(members: readonly MemberClaim[]): Promise<ReadonlyMap<string, number>> {
    const topics = new Set(members.flatMap((member) => member.topics));
    const counts = new Map<string, number>();
    this.#missing = undefined;
    for (const topic of topics) {
      try {
        const { leaders } = await this.#cluster.layout(topic, { fresh: true });
        counts.set(topic, leaders.length);
      } catch (error) {
        if (!answersOf(error).includes('UNKNOWN_TOPIC_OR_PARTITION')) throw error;
        this.#missing = kafkaError(error, `The topic ${topic} cannot be shared`);
      }
    }
    this.#counted = Date.now();
    return counts;
  }

  /** Whether a topic has other partitions than were shared. Only who has shared them looks. */
  async #hasGrown(): Promise<boolean> {
    if (this.#counts === undefined || Date.now() - this.#counted < COUNT_EVERY) return false;
    const claim = {
      id: '',
      generation: -1,
      held: [],
      topics: [...new Set([...this.#counts.keys(), ...this.#options.topics])],
    };
    const before = this.#counts;
    const now = await this.#unlessInterrupted(this.#count([claim]));
    return [...now].some(([topic, count]) => before.get(topic) !== count);
  }

  #rejoin(): void {
    if (this.#leaving) return;
    this.#again = true;
    this.#wake();
  }

  #pause(length: Millis): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, length);
    this.#wake = () => {
      clearTimeout(timer);
      resolve();
    };
    return promise;
  }

  /** The brokers have heard us, not before `asked`. */
  #heard(asked: Millis): void {
    this.#fresh = true;
    this.#fenceIn(asked + this.#options.session - Date.now());
  }

  #fenceIn(length: Millis): void {
    this.#fenceAt = Date.now() + length;
    clearTimeout(this.#fence);
    this.#fence = setTimeout(() => this.#fenced(), Math.max(0, length));
    this.#fence.unref();
  }

  #fenced(): void {
    if (Date.now() < this.#fenceAt) {
      this.#fenceIn(this.#fenceAt - Date.now());
      return;
    }
    this.#lose();
    const sentence = `The group ${this.#options.group} has not answered for ${this.#options.session} ms.`;
    this.#interrupt(new WeirError('unavailable', sentence));
  }

  #lose(): void {
    this.#place = { ...this.#place, generation: -1 };
    this.#held.lose();
  }

  #unlessInterrupted<T>(promise: Promise<T>): Promise<T> {
    const interrupted = Promise.withResolvers<never>();
    this.#interrupt = interrupted.reject;
    return Promise.race([promise, interrupted.promise]);
  }

  #bounded(promise: Promise<void>): Promise<void> {
    return Promise.race([promise, sleep(2 * SECOND)]);
  }

  #say(trouble: WeirError | undefined): void {
    if (this.#closed || trouble?.message === this.#trouble?.message) return;
    this.#trouble = trouble;
    this.#options.onTrouble?.(trouble);
  }
}
