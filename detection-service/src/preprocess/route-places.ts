import type { Entity } from '../core/series.ts';
import type { Millis } from '../core/time.ts';
import type { Subject } from './request-steps.ts';

/** Routes under which a collector puts what has none of its own; they never need a place. */
const COLLECTIVE_ROUTES: ReadonlySet<string> = new Set([
  ...['/{...}', '/{not_found}', '/{malformed}', '/{unknown}'],
  ...['{authority}', '*'],
]);
/** Methods that one route may have without needing further places (OpenTelemetry, `http.request.method`). */
const METHODS: ReadonlySet<string> = new Set([
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE', 'QUERY'],
  ...['_OTHER', ''],
]);

/** How many routes a service can have, and how long one must have been silent to make room for another. */
export interface PlaceLimits {
  readonly places: number;
  /** For a route that was called in several steps, and for one that was called in a single step only. */
  readonly silence: { readonly recurring: Millis; readonly once: Millis };
}

/**
 * The routes of one service that are watched. All usual methods of a route share its place. When all places are taken, a
 * new route gets that of the one that has been silent longest, if that is long enough; the endpoints that lose it rest:
 * they show nothing, and need a place again when they are called again.
 */
export class RoutePlaces {
  private readonly limits: PlaceLimits;
  private readonly taken = new Map<string, Subject[]>();

  constructor(limits: PlaceLimits) {
    this.limits = limits;
  }

  /** Makes sure of a place for an endpoint; false when there is none. `silence` is the time since a subject's last call. */
  findFor(endpoint: Entity, silence: (subject: Subject) => Millis): boolean {
    const name = placeOf(endpoint);
    if (name === undefined || this.taken.has(name) || this.taken.size < this.limits.places) return true;
    const silent = this.longestSilent(silence);
    if (silent === undefined) return false;
    for (const subject of this.taken.get(silent) as Subject[]) subject.resting = true;
    this.taken.delete(silent);
    return true;
  }

  /** Gives a subject the place of its route. */
  take(subject: Subject): void {
    subject.resting = false;
    const name = placeOf(subject.entity as Entity);
    if (name === undefined) return;
    const others = this.taken.get(name);
    if (others === undefined) this.taken.set(name, [subject]);
    else others.push(subject);
  }

  /** The place that may be given away; among equals the first by name, so that the order of appearance plays no part. */
  private longestSilent(silence: (subject: Subject) => Millis): string | undefined {
    const { recurring, once } = this.limits.silence;
    let found: string | undefined;
    let longest = 0;
    for (const [name, subjects] of this.taken) {
      const silent = subjects.reduce((least, subject) => Math.min(least, silence(subject)), Number.POSITIVE_INFINITY);
      if (silent < (subjects.some((subject) => subject.recurs) ? recurring : once)) continue;
      if (found !== undefined && (silent < longest || (silent === longest && name > found))) continue;
      [found, longest] = [name, silent];
    }
    return found;
  }
}

/** The name of the place that an endpoint needs; undefined when it needs none. */
function placeOf({ method = '', route = '' }: Entity): string | undefined {
  if (!METHODS.has(method)) return `${method} ${route}`;
  return COLLECTIVE_ROUTES.has(route) ? undefined : route;
}
