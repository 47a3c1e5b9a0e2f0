import type { Candidate, Create } from '../exam.ts';

/** A test over a store of its own, which is discarded whatever happens. */
export function withStore(create: Create, work: (candidate: Candidate) => void | Promise<void>): () => Promise<void> {
  return async () => {
    const candidate = await create();
    try {
      await work(candidate);
    } finally {
      await candidate.discard();
    }
  };
}
