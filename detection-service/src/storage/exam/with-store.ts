import type { Candidate } from '../exam.ts';

/** A test over a store of its own, which is discarded whatever happens. */
export function withStore(create: () => Candidate, work: (candidate: Candidate) => void): () => void {
  return () => {
    const candidate = create();
    try {
      work(candidate);
    } finally {
      candidate.discard();
    }
  };
}
