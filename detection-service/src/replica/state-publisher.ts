import type { Grouped } from '../aggregate/grouping.ts';
import { stateRecords } from '../publish/state-record.ts';

/** Header that says which message led to a record: `offset:index` of the topic of anomalies, in the same partition. */
export const INPUT_HEADER = 'weir.input';

/** What a publisher needs. */
export interface StatePublisherParts {
  readonly topic: string;
  /** Resolves when the record is durable. */
  readonly send: (record: {
    readonly topic: string;
    readonly partition: number;
    readonly key: string;
    readonly value: Buffer;
    readonly headers: Readonly<Record<string, string>>;
  }) => Promise<unknown>;
  /** The value of `INPUT_HEADER` of the last record of a partition; undefined when it has none. */
  readonly lastInput: (partition: number) => Promise<string | undefined>;
}

/**
 * Tells the topic of states what changed. The partition is that of the message which led to it, so the last record there
 * says how far an earlier owner got: what it has told is not told again.
 */
export class StatePublisher {
  readonly #parts: StatePublisherParts;
  readonly #told = new Map<number, Promise<Input>>();

  constructor(parts: StatePublisherParts) {
    this.#parts = parts;
  }

  /** Forgets how far a partition has come: it may have had another owner since. */
  forget(partition: number): void {
    this.#told.delete(partition);
  }

  /** Resolves when what a message led to is told; nothing when it had been told before. */
  async publish(partition: number, offset: number, grouped: Grouped): Promise<void> {
    const last = await this.#lastOf(partition);
    const records = stateRecords(grouped);
    const fresh = records
      .map((record, index) => ({ ...record, input: { offset, index } }))
      .filter(({ input }) => isAfter(input, last));
    if (fresh.length === 0) return;
    await Promise.all(
      fresh.map(({ key, value, input }) =>
        this.#parts.send({
          ...{ topic: this.#parts.topic, partition, key, value },
          headers: { [INPUT_HEADER]: `${input.offset}:${input.index}` },
        })
      )
    );
    this.#told.set(partition, Promise.resolve({ offset, index: records.length - 1 }));
  }

  #lastOf(partition: number): Promise<Input> {
    const known = this.#told.get(partition);
    if (known !== undefined) return known;
    const asked = this.#parts.lastInput(partition).then(parseInput);
    this.#told.set(partition, asked);
    asked.catch(() => this.#told.delete(partition));
    return asked;
  }
}

interface Input {
  readonly offset: number;
  readonly index: number;
}
const NOTHING: Input = { offset: -1, index: -1 };

function parseInput(text: string | undefined): Input {
  const [offset, index] = (text ?? '').split(':').map(Number);
  return Number.isSafeInteger(offset) && Number.isSafeInteger(index)
    ? { offset: offset as number, index: index as number }
    : NOTHING;
}

function isAfter(a: Input, b: Input): boolean {
  return a.offset === b.offset ? a.index > b.index : a.offset > b.offset;
}
