import type { Connection } from '@platformatic/kafka';
import { WeirError } from '../core/errors.ts';
import { SECOND, type Millis } from '../core/time.ts';
import { Backoff } from './backoff.ts';
import type { Cluster, TopicLayout } from './cluster.ts';
import { answersOf, isLasting, kafkaError } from './kafka-error.ts';

/** A partition, and what is wanted of it as half a sentence: "… cannot be deleted". */
export interface Question {
  readonly topic: string;
  readonly partition: number;
  readonly doing: string;
  /** For how long it is asked again when brokers are gone or leaders change. */
  readonly patience?: Millis;
}

/** Leaders change within this, when no broker is gone. */
const PATIENCE: Millis = 10 * SECOND;

/**
 * Asks the broker that leads a partition; another one when it does not any more.
 * @throws {WeirError} `not_found` when there is no such partition, else as `kafkaError` has it
 */
export async function atLeader<Answer>(
  cluster: Cluster,
  { topic, partition, doing, patience = PATIENCE }: Question,
  ask: (connection: Connection, layout: TopicLayout) => Promise<Answer>
): Promise<Answer> {
  const backoff = new Backoff();
  const deadline = Date.now() + patience;
  for (let fresh = false; ; fresh = true) {
    try {
      const layout = await cluster.layout(topic, { fresh });
      return await ask(await connectionOf(cluster, layout, partition), layout);
    } catch (error) {
      const meaning = kafkaError(error, `Partition ${partition} of the topic ${topic}: ${doing}`);
      if (meaning.code !== 'unavailable' || isLasting(meaning) || isRefusal(error) || Date.now() > deadline)
        throw meaning;
      cluster.forgetVersions();
      await backoff.wait();
    }
  }
}

function connectionOf(cluster: Cluster, { name, leaders }: TopicLayout, partition: number): Promise<Connection> {
  const leader = leaders[partition];
  if (leader !== undefined) return cluster.connection(leader);
  throw new WeirError('not_found', `The topic ${name} has no partition ${partition}.`, [
    { path: name, expected: `more than ${partition} partitions`, found: String(leaders.length) },
  ]);
}

/** An answer that would be the same the next time. */
function isRefusal(error: unknown): boolean {
  return answersOf(error).some((answer) => answer === 'POLICY_VIOLATION' || answer === 'UNSUPPORTED_VERSION');
}
