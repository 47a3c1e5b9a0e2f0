import type { RawRecord } from './record-batches.ts';
import type { RecordSender } from './record-sender.ts';
import { DEAD_LETTER_BYTES } from './topics.ts';

/** A record that nobody can read, where it stood, and why. */
export interface DeadLetter {
  readonly topic: string;
  readonly partition: number;
  readonly record: Pick<RawRecord, 'offset' | 'key' | 'value'>;
  readonly reason: string;
}

/** The first bytes of a key that are kept. */
const KEY_BYTES = 256;

/** Keeps what could not be read in a topic of its own, with its place and the reason, for a person to look at. */
export class DeadLetters {
  readonly #sender: RecordSender;
  readonly #topic: string;

  constructor(sender: RecordSender, topic: string) {
    this.#sender = sender;
    this.#topic = topic;
  }

  /** Resolves when it is durable. A reader that begins anew puts it again: its key says that it is the same. */
  async put({ topic, partition, record: { offset, key, value }, reason }: DeadLetter): Promise<void> {
    const headers = Object.entries({
      'weir.topic': topic,
      'weir.partition': String(partition),
      'weir.offset': String(offset),
      'weir.reason': reason,
      'weir.size': String(value?.length ?? 0),
    }).flatMap(([name, text]): Uint8Array[] => [Buffer.from(name), Buffer.from(text)]);
    if (key !== null) headers.push(Buffer.from('weir.key'), key.subarray(0, KEY_BYTES));
    await this.#sender.send({
      ...{ topic: this.#topic, partition: 0, headers },
      key: Buffer.from(`${topic}/${partition}/${offset}`),
      value: value?.subarray(0, DEAD_LETTER_BYTES) ?? null,
    });
  }
}
