/**
 * What was sent and is not durable yet. A snapshot may only be shown when nothing that was said before it can be lost, so
 * one failure is remembered for good: whoever sends must begin anew from the snapshot before.
 */
export class PendingSends {
  readonly #pending = new Set<Promise<void>>();
  readonly #onFailure: (error: unknown) => void;
  #failure: { readonly error: unknown } | undefined;

  /** `onFailure` is told of the first failure. */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  add(sending: Promise<unknown>): void {
    const settled: Promise<void> = sending.then(
      () => {
        this.#pending.delete(settled);
      },
      (error: unknown) => {
        this.#pending.delete(settled);
        if (this.#failure !== undefined) return;
        this.#failure = { error };
        this.#onFailure(error);
      }
    );
    this.#pending.add(settled);
  }

  /** Resolves when all that was added before is durable; rejects when anything ever failed. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
