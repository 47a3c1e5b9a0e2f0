import type { Clock } from './clock.ts';
import type { Subject } from './request-steps.ts';

/** What is kept for one tenant. */
export class Tenant {
  readonly name: string;
  readonly index: number;
  /** By mode; made when the first source of the mode appears. */
  readonly clocks: (Clock | undefined)[] = [];
  readonly subjects = new Map<string, Subject>();
  /** Routes of each service, by the service's key. */
  readonly routes = new Map<string, number>();
  /** Series that exist; further versions of one series do not count. */
  series = 0;
  streams = 0;
  sources = 0;
  /** Append time at which streams or sources were last swept, so that a full table is not searched at every point. */
  sweptAt = 0;

  constructor(name: string, index: number) {
    this.name = name;
    this.index = index;
  }
}
