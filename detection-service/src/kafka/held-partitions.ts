import { setTimeout as sleep } from 'node:timers/promises';
import type { Millis } from '../core/time.ts';
import type { MembershipOptions } from './membership.ts';
import { assignmentOf, partitionsOf, type Assignment, type TopicPartition } from './sticky-assignment.ts';

interface HeldOptions extends Pick<MembershipOptions, 'onAssigned' | 'onRevoked' | 'onLost'> {
  readonly handover: Millis;
  /** Something was let go: others may have it when we join again. */
  readonly onReleased: () => void;
}

/** The partitions that a member has: those that are its own, and those that it is letting go. */
export class HeldPartitions {
  readonly #options: HeldOptions;
  #owned = new Map<string, TopicPartition>();
  #releasing = new Map<string, TopicPartition>();
  readonly #pending = new Set<Promise<void>>();
  /** Counts losses: what was being let go before one is nobody's business after it. */
  #losses = 0;
  #takesMore = true;

  constructor(options: HeldOptions) {
    this.#options = options;
  }

  get owned(): Assignment {
    return assignmentOf(this.#owned.values());
  }

  /** What nobody else may have yet. */
  get all(): Assignment {
    return assignmentOf([...this.#owned.values(), ...this.#releasing.values()]);
  }

  /** Goes over to a new assignment. What is still being let go is not taken again: joining again brings it. */
  take(assignment: Assignment): void {
    const wanted = new Map(partitionsOf(assignment).map((one) => [keyOf(one), one]));
    this.#release([...this.#owned].filter(([key]) => !wanted.has(key)));
    if (!this.#takesMore) return;
    const added = [...wanted].filter(([key]) => !this.#owned.has(key) && !this.#releasing.has(key));
    if (added.length === 0) return;
    for (const [key, one] of added) this.#owned.set(key, one);
    this.#options.onAssigned(assignmentOf(added.map(([, one]) => one)));
  }

  /** Takes nothing more, and lets everything go. */
  async releaseAll(): Promise<void> {
    this.#takesMore = false;
    this.#release([...this.#owned]);
    await Promise.all(this.#pending);
  }

  /** Everything may be somebody else's already. */
  lose(): void {
    this.#losses += 1;
    const gone = this.owned;
    this.#owned = new Map();
    this.#releasing = new Map();
    if (gone.length > 0) this.#options.onLost(gone);
  }

  #release(gone: readonly (readonly [string, TopicPartition])[]): void {
    if (gone.length === 0) return;
    for (const [key, one] of gone) {
      this.#owned.delete(key);
      this.#releasing.set(key, one);
    }
    const pending = this.#releaseNow(new Map(gone)).finally(() => this.#pending.delete(pending));
    this.#pending.add(pending);
  }

  async #releaseNow(gone: ReadonlyMap<string, TopicPartition>): Promise<void> {
    const losses = this.#losses;
    const patience = new AbortController();
    await Promise.race([
      Promise.resolve(assignmentOf(gone.values()))
        .then(this.#options.onRevoked)
        .catch(() => undefined),
      sleep(this.#options.handover, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    if (losses !== this.#losses) return;
    for (const key of gone.keys()) this.#releasing.delete(key);
    this.#options.onReleased();
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${partition}/${topic}`;
}
