import { setTimeout } from 'node:timers/promises';

/**
 * What `made` comes to, or what `late` says when that takes longer than `patience` milliseconds. The work itself goes
 * on: nobody waits for it any more.
 */
export async function inTime<T>(made: Promise<T>, patience: number, late: () => T): Promise<T> {
  const answered = new AbortController();
  const alarm = setTimeout(patience, undefined, { signal: answered.signal }).then(late, () => made);
  try {
    return await Promise.race([made, alarm]);
  } finally {
    answered.abort();
  }
}
