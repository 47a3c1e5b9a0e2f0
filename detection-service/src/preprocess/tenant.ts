import { entityKey } from '../core/series.ts';
import type { Entity } from '../core/series.ts';
import type { Millis } from '../core/time.ts';
import type { Clock } from './clock.ts';
import type { Subject } from './request-steps.ts';
import { RoutePlaces } from './route-places.ts';
import type { PreprocessSettings } from './settings.ts';

/** What is kept for one tenant. */
export class Tenant {
  readonly name: string;
  readonly index: number;
  /** By mode; made when the first source of the mode appears. */
  readonly clocks: (Clock | undefined)[] = [];
  readonly subjects = new Map<string, Subject>();
  /** Series that exist; further versions of one series do not count. */
  series = 0;
  streams = 0;
  sources = 0;
  /** Append time at which streams or sources were last swept, so that a full table is not searched at every point. */
  sweptAt = 0;
  /** By the key of the service. */
  private readonly routes = new Map<string, RoutePlaces>();
  private readonly settings: PreprocessSettings;

  constructor(name: string, index: number, settings: PreprocessSettings) {
    this.name = name;
    this.index = index;
    this.settings = settings;
  }

  /** Makes sure that there is a place for an endpoint among the routes of its service; false when there is none. */
  hasRoom(endpoint: Entity): boolean {
    return this.routesOf(endpoint).findFor(endpoint, (subject) => this.silence(subject));
  }

  /** Gives an endpoint the place that there is for it. */
  place(subject: Subject): void {
    this.routesOf(subject.entity as Entity).take(subject);
  }

  private routesOf({ tenant, environment, namespace, name }: Entity): RoutePlaces {
    const service = entityKey({ tenant, kind: 'service', environment, namespace, name });
    let routes = this.routes.get(service);
    if (routes === undefined) {
      const { routesPerService, routeSilence } = this.settings;
      routes = new RoutePlaces({ places: routesPerService, silence: routeSilence });
      this.routes.set(service, routes);
    }
    return routes;
  }

  /** Event time since the newest call of a subject; of two clocks by the one that has come less far beyond it. */
  private silence({ tracks, lastCall }: Subject): Millis {
    let silent = Number.POSITIVE_INFINITY;
    this.clocks.forEach((clock, mode) => {
      // Nobody delivers to a drained clock any more, so nothing is awaited there.
      if (clock === undefined || tracks[mode] === undefined || clock.watermark.drained) return;
      silent = Math.min(silent, clock.watermark.time - lastCall - this.settings.requestStep);
    });
    return silent;
  }
}
