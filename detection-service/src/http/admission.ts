import { WeirError } from '../core/errors.ts';

/** How many requests, and how many bytes of bodies, may be under way. */
export interface AdmissionLimits {
  readonly requests: number;
  readonly bytes: number;
}

/** Lets a request in or asks it to come again, before its body is read: the memory for requests is bounded. */
export class Admission {
  readonly #limits: AdmissionLimits;
  #requests = 0;
  #bytes = 0;
  #closing = false;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /**
   * Lets in a request whose body takes at most `bytes`; what is returned lets it out again (once).
   * @throws {WeirError} `unavailable`
   */
  enter(bytes: number): () => void {
    if (this.#closing) throw new WeirError('unavailable', 'The service is stopping; try again in a moment.');
    // A single request is always let in, however large: its own limit has been checked elsewhere.
    const full =
      this.#requests >= this.#limits.requests || (this.#bytes > 0 && this.#bytes + bytes > this.#limits.bytes);
    if (full) throw new WeirError('unavailable', 'Too many requests are under way; try again in a moment.');
    this.#requests++;
    this.#bytes += bytes;
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      this.#requests--;
      this.#bytes -= bytes;
    };
  }

  /** From now on nobody is let in. */
  close(): void {
    this.#closing = true;
  }
}
