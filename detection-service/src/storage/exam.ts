import { describe } from 'vitest';
import { examineAnomalies } from './exam/anomalies.ts';
import { examineCatalogue } from './exam/catalogue.ts';
import { examineChanges } from './exam/changes.ts';
import { examineResults } from './exam/results.ts';
import { examineSnapshots } from './exam/snapshots.ts';
import { examineStepStates } from './exam/step-states.ts';
import type { Storage } from './ports.ts';

/** A store under examination. */
export interface Candidate {
  /** The instance that writes. Asked for anew after each `settled`. */
  readonly writer: () => Storage;
  /** The instance that answers; called between writing and reading, it may seal, reopen, or be another one. */
  readonly settled: () => Storage | Promise<Storage>;
  /** Closes all and removes what was made. */
  readonly discard: () => void | Promise<void>;
}

/** Makes a store for one test. */
export type Create = () => Candidate | Promise<Candidate>;

/** The conformance suite that every `Storage` sits: registers tests that each begin with a store of their own. */
export function examineStorage(name: string, create: Create): void {
  describe(`storage exam: ${name}`, () => {
    examineCatalogue(create);
    examineResults(create);
    examineAnomalies(create);
    examineChanges(create);
    examineStepStates(create);
    examineSnapshots(create);
  });
}
