import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Millis } from '@weir/detection-service/core/time.ts';
import { WeirError } from '@weir/detection-service/core/errors.ts';
import { makePlan, type Plan } from './plan.ts';

/** What a demo keeps in its data directory, so that its next start goes on instead of beginning anew. */
export interface Note {
  readonly seed: number;
  readonly created: Millis;
  readonly offset: Millis;
  /** End of the history that was delivered; absent before any. */
  readonly delivered?: Millis;
  /** Whether its end was declared: from there on the services speak for themselves. */
  readonly ended?: boolean;
  /** Whether the demo's people have said their words. */
  readonly said?: boolean;
}

const FILE = 'demo.json';

/** The note of a data directory; undefined when it has none. Throws `WeirError` when it cannot be read. */
export function readNote(data: string): Note | undefined {
  const file = path.join(data, FILE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const note = JSON.parse(text) as Note;
    if ([note.seed, note.created, note.offset].every(Number.isSafeInteger)) return note;
  } catch {
    // What is no JSON is answered as what is no note.
  }
  throw new WeirError('conflict', `${file} is not what the demo wrote: delete the directory to begin anew.`);
}

/** Keeps a note: all of it, or the one before. */
export function keepNote(data: string, note: Note): void {
  const file = path.join(data, FILE);
  writeFileSync(`${file}.new`, `${JSON.stringify(note, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** The plan that a note stands for. */
export function planOf({ seed, created, offset }: Note): Plan {
  return makePlan(seed, created, offset);
}
