import type { Millis } from '../core/time.ts';

/** Who did something: a person of a portal, as the service that acts for them says, or a service itself. */
export interface Actor {
  /** Stable within `via`: a login, an entity reference, the name of a token. */
  readonly id: string;
  /** As people read it. */
  readonly name: string;
  /** Verified; persons of several portals are joined by it. */
  readonly email?: string | undefined;
  /** The service that speaks for the person: the name of its token, or `loopback` where none is asked for. */
  readonly via: string;
}

/** Any value that JSON holds. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

/** A revision that is to be appended. */
export interface NewRevision {
  readonly tenant: string;
  /** What kind of record it is: `feedback`, `vote`, `post-mortem` and the like. Kebab case. */
  readonly kind: string;
  readonly id: string;
  /** What it is about, for lists: the id of a problem, an entity; empty for nothing in particular. */
  readonly subject: string;
  readonly actor: Actor;
  /** When, by the wall clock. */
  readonly time: Millis;
  readonly body: JsonObject;
}

/** A revision as it is kept; they count from 1. */
export interface Revision extends NewRevision {
  readonly revision: number;
  /** When and by whom the first revision was made. */
  readonly created: Millis;
  readonly creator: Actor;
}

/** The most that a body may be, in bytes of UTF-8 JSON. */
export const BODY_MAXIMUM: number = 512 * 1_024;
