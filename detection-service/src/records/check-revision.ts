import { WeirError } from '../core/errors.ts';
import { BODY_MAXIMUM } from './record.ts';
import type { NewRevision } from './record.ts';

/** The body as it is kept; refuses one that is too large. */
export function bodyText({ kind, id, body }: NewRevision): string {
  const text = JSON.stringify(body);
  const bytes = Buffer.byteLength(text);
  if (bytes <= BODY_MAXIMUM) return text;
  throw new WeirError('too_large', `${kind} ${id} is too large to be kept.`, [
    { path: 'body', expected: `at most ${BODY_MAXIMUM} bytes as JSON`, found: `${bytes} bytes` },
  ]);
}

/** Refuses a revision that was written without knowing the newest one. `current` is 0 where there is none. */
export function checkExpected({ kind, id }: NewRevision, current: number, expected: number | undefined): void {
  if (expected === undefined || expected === current) return;
  const seen = (revision: number): string => (revision === 0 ? 'none' : String(revision));
  throw new WeirError(
    'conflict',
    current === 0
      ? `There is no ${kind} ${id} that could be changed.`
      : `${kind} ${id} was changed meanwhile: read it again, then repeat your change.`,
    [{ path: 'revision', expected: seen(current), found: seen(expected) }]
  );
}
