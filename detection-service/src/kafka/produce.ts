import { ProduceAcks, Writer, type Connection, type produceV11 as Produce } from '@platformatic/kafka';
import type { Millis } from '../core/time.ts';
import type { Cluster } from './cluster.ts';
import { REQUESTS } from './requests.ts';

/** What a broker takes for "no number yet". */
const NONE = -1;

/** A batch for one partition. */
export interface OutgoingBatch {
  readonly topic: string;
  readonly partition: number;
  readonly bytes: Buffer;
}

/** Whom brokers know a writer by. */
export interface ProducerSession {
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

/** Asks for a number under which brokers tell repeats from news. */
export async function newSession(cluster: Cluster, timeout: Millis): Promise<ProducerSession> {
  const connection = await cluster.anyConnection();
  const answer = await cluster.ask(connection, REQUESTS.initProducerId, null, timeout, BigInt(NONE), NONE);
  return { producerId: answer.producerId, producerEpoch: answer.producerEpoch };
}

/** Hands batches, one for a partition, to the broker that leads them, and waits until all replicas in sync have them. */
export async function produce(
  cluster: Cluster,
  connection: Connection,
  batches: readonly OutgoingBatch[],
  timeout: Millis
): Promise<Produce.ProduceResponse> {
  const { key, version, parseResponse } = await cluster.newest(connection, REQUESTS.produce);
  const topics = [...Map.groupBy(batches, ({ topic }) => topic)];
  const { promise, resolve, reject } = Promise.withResolvers<Produce.ProduceResponse>();
  connection.send<Produce.ProduceResponse>(
    ...([key, version] as const),
    () =>
      Writer.create()
        .appendString(null)
        .appendInt16(ProduceAcks.ALL)
        .appendInt32(timeout)
        .appendArray(topics, (writer, [topic, own]) => {
          writer.appendString(topic).appendArray(own, (inner, { partition, bytes }) => {
            inner.appendInt32(partition).appendBytes(bytes);
          });
        })
        .appendTaggedFields(),
    (...answer) => withErrors(() => parseResponse(...answer)),
    ...([true, true] as const),
    (error, answer) => (error ? reject(error) : resolve(answer as Produce.ProduceResponse))
  );
  return promise;
}

/** The library throws an answer in which one partition has an error; the others want to know theirs. */
function withErrors(parse: () => Produce.ProduceResponse): Produce.ProduceResponse {
  try {
    return parse();
  } catch (error) {
    const { response } = error as { readonly response?: Produce.ProduceResponse };
    if (response === undefined) throw error;
    return response;
  }
}
