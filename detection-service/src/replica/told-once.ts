/** Header that says what led to a record: `offset:index` of the input, which has the same partition. */
export const INPUT_HEADER = 'weir.input';

/** Where a record comes from: an entry of the input, and which of its records it is. */
export interface Input {
  readonly offset: number;
  readonly index: number;
}

/** What is told. */
export interface Telling {
  readonly key: string;
  readonly value: Buffer;
}

/** Resolves when the record is durable. */
export type SendTelling = (
  partition: number,
  telling: Telling & { readonly headers: Readonly<Record<string, string>> }
) => Promise<unknown>;

/**
 * Tells a partition of an output topic what follows from the same partition of an input, once: the last record there says
 * how far an earlier owner got, and what it has told is not told again. (Who does not know yet that it has lost a partition
 * may still tell something twice; readers know both by this header.)
 */
export class ToldOnce {
  readonly #partition: number;
  readonly #send: SendTelling;
  #last: Input;

  /** `lastInput` is the value of `INPUT_HEADER` of the last record of the partition; undefined when it has none. */
  constructor(partition: number, lastInput: string | undefined, send: SendTelling) {
    this.#partition = partition;
    this.#last = parseInput(lastInput);
    this.#send = send;
  }

  /** Inputs must come in order. Undefined when it was told before. */
  tell(input: Input, { key, value }: Telling): Promise<unknown> | undefined {
    if (!isAfter(input, this.#last)) return undefined;
    this.#last = input;
    return this.#send(this.#partition, { key, value, headers: { [INPUT_HEADER]: `${input.offset}:${input.index}` } });
  }
}

function parseInput(text: string | undefined): Input {
  const [offset, index] = (text ?? '').split(':').map(Number);
  const isInput = Number.isSafeInteger(offset) && Number.isSafeInteger(index);
  return isInput ? { offset: offset as number, index: index as number } : { offset: -1, index: -1 };
}

function isAfter(a: Input, b: Input): boolean {
  return a.offset === b.offset ? a.index > b.index : a.offset > b.offset;
}
