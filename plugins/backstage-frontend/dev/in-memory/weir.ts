import { ResponseError } from '@backstage/errors';
import type { Feedback, Vote, WeirStatus } from '@weir/backstage-plugin-weir-common';
import { story, type Story } from '../story';

/** A failure as the plugin's backend answers it. */
export function failure(status: number, name: string, message: string, reason?: string): Promise<ResponseError> {
  const body = {
    error: { name, message, ...(reason && { weir: { reason, details: [] } }) },
    response: { statusCode: status },
  };
  return ResponseError.fromResponse({
    ok: false,
    status,
    statusText: name,
    headers: new Headers({ 'content-type': 'application/json' }),
    json: async () => body,
    text: async () => JSON.stringify(body),
  } as Response);
}

/** What the parts of a Weir in memory stand on: its story, what was asked, and whether it answers. */
export class InMemoryWeir {
  readonly story: Story;
  /** Every answer waits for this; a test can hold answers back. */
  before: () => Promise<void> = async () => {};
  /** What was asked, in order. */
  readonly asked: string[] = [];
  status: Partial<WeirStatus> = {};
  readonly feedback: Feedback[] = [];
  readonly votes: Vote[] = [];
  #down: string | undefined;

  constructor(start: Story = story(Date.now())) {
    this.story = start;
  }

  /** From now on nothing is answered, as when Weir is not there. */
  takeDown(message = 'connection refused at weir:8780'): void {
    this.#down = message;
  }

  /** Answers again. */
  bringUp(): void {
    this.#down = undefined;
  }

  /** What is answered to a request that is called `what`. */
  protected async answer<T>(what: string, make: () => T): Promise<T> {
    this.asked.push(what);
    await this.before();
    if (this.#down !== undefined) throw await failure(503, 'ServiceUnavailableError', this.#down, 'down');
    return structuredClone(make());
  }
  async getStatus(): Promise<WeirStatus> {
    await this.before();
    return {
      reachable: this.#down === undefined,
      target: 'weir:8780',
      problem: this.#down === undefined ? null : { reason: 'down', message: this.#down },
      info: null,
      contract: { plugin: '1.0', service: '1.0', match: 'same' },
      asOf: Date.now(),
      ...this.status,
    };
  }
}

/** Throws where a story has no such thing. */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('There is no such thing in this story.');
  return value;
}
