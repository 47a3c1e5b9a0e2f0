import { isDeepStrictEqual } from 'node:util';
import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';
import { SECTIONS } from './post-mortem.ts';
import type { Content } from './post-mortem.ts';

/** A part of a document: where it stands, and its name on the screen. */
interface Part {
  readonly path: string;
  readonly name: string;
}

/** The parts in which two versions differ, in the order of the page. */
export function changedParts(from: Content, to: Content): readonly Part[] {
  return [
    { path: 'title', name: 'Title', same: from.title === to.title },
    ...SECTIONS.map((section) => ({
      path: `sections.${section}`,
      name: section.charAt(0).toUpperCase() + section.slice(1),
      same: from.sections[section] === to.sections[section],
    })),
    { path: 'timeline', name: 'Timeline', same: isDeepStrictEqual(from.timeline, to.timeline) },
    { path: 'actions', name: 'Actions', same: isDeepStrictEqual(from.actions, to.actions) },
  ]
    .filter(({ same }) => !same)
    .map(({ path, name }) => ({ path, name }));
}

/** The newest version, which somebody else made. */
export interface Newest {
  readonly content: Content;
  readonly revision: number;
  /** Who made it, and when. */
  readonly by: string;
  readonly time: Millis;
}

/** Somebody was faster: says who, when and what, so that both versions can be shown. */
export function conflict(
  seen: { readonly content: Content | undefined; readonly revision: number },
  newest: Newest
): WeirError {
  const { content, revision, by, time } = newest;
  const parts = seen.content === undefined ? [] : changedParts(seen.content, content);
  const names = parts.length === 0 ? 'it' : parts.map(({ name }) => name).join(', ');
  const at = new Date(time).toISOString().slice(11, 16);
  const places = parts.length === 0 ? ['revision'] : parts.map(({ path }) => path);
  return new WeirError(
    'conflict',
    `${by} changed ${names} at ${at} UTC: read revision ${revision}, then repeat your change.`,
    places.map((path) => ({ path, expected: `revision ${revision}`, found: `revision ${seen.revision}` }))
  );
}
