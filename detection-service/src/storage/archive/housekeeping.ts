import type { Millis } from '../../core/time.ts';
import type { ListedObject } from '../objects/object-store.ts';
import type { Manifest } from './manifest.ts';
import { offsetOfName } from './manifest.ts';

/** How many whole manifests stay. */
const KEPT = 2;
/** Objects that no manifest names go when they are this much older than the newest manifest. */
const ORPHANED: Millis = 86_400_000;

/** A manifest that lies in shared storage. */
export interface StoredManifest {
  readonly listed: ListedObject;
  /** `undefined` when it is damaged. */
  readonly manifest: Manifest | undefined;
  /** Whether all objects that it names are there. */
  readonly whole: boolean;
}

/** Names of all objects that a manifest needs. */
export function objectsOf(manifest: Manifest | undefined): string[] {
  return manifest?.files.flatMap(({ pieces }) => pieces.map(({ object }) => object)) ?? [];
}

/** Newest first: by the offset, then by the name. */
export function newestFirst<T extends { readonly listed: ListedObject }>(manifests: readonly T[]): T[] {
  const offset = ({ listed }: T): number => offsetOfName(listed.name) ?? -1;
  return [...manifests].sort((a, b) => offset(b) - offset(a) || (a.listed.name < b.listed.name ? 1 : -1));
}

/**
 * Which manifests and objects may go. Two writers may be at work on one partition for a while, neither knowing of the
 * other: what one has replaced, the other may be about to name. So a manifest counts as replaced only by two whole ones
 * that are older, by the clock of the store, than `grace` before the newest; and of objects only those go that a manifest
 * which goes named and none that stays does: what is being shipped has not been named by any.
 */
export function whatMayGo(
  manifests: readonly StoredManifest[],
  grace: Millis
): { readonly manifests: readonly string[]; readonly objects: readonly string[] } {
  const newest = Math.max(...manifests.map(({ listed }) => listed.modified));
  const isSettled = ({ listed }: StoredManifest): boolean => listed.modified <= newest - grace;
  const settled = newestFirst(manifests.filter((one) => one.whole && isSettled(one)));
  const last = settled[KEPT - 1];
  if (last === undefined) return { manifests: [], objects: [] };
  const older = new Set(newestFirst(manifests).slice(newestFirst(manifests).indexOf(last) + 1));
  const goes = (one: StoredManifest): boolean => isSettled(one) && (older.has(one) || !one.whole);
  const needed = new Set(manifests.filter((one) => !goes(one)).flatMap(({ manifest }) => objectsOf(manifest)));
  const gone = manifests.filter(goes);
  const named = new Set(gone.flatMap(({ manifest }) => objectsOf(manifest)));
  return {
    manifests: gone.map(({ listed }) => listed.name),
    objects: [...named].filter((name) => !needed.has(name)),
  };
}

/** Objects that nobody names and that have been there for longer than any shipping takes: left by who died at it. */
export function orphans(objects: readonly ListedObject[], manifests: readonly StoredManifest[]): string[] {
  const newest = Math.max(...manifests.map(({ listed }) => listed.modified));
  const named = new Set(manifests.flatMap(({ manifest }) => objectsOf(manifest)));
  return objects
    .filter(({ name, modified }) => modified < newest - ORPHANED && !named.has(name))
    .map(({ name }) => name);
}
