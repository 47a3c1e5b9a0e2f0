import type { Candidate } from '../exam.ts';

/** A test over a store of its own, which is discarded whatever happens. */
export function withStore(
  create: () => Candidate,
  work: (candidate: Candidate) => void | Promise<void>
): () => Promise<void> {
  return async () => {
    const candidate = create();
    try {
      await work(candidate);
    } finally {
      candidate.discard();
    }
  };
}
