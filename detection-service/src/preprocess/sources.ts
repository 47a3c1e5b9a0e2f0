import type { Millis } from '../core/time.ts';
import type { PreprocessSettings } from './settings.ts';

export const LIVE = 0;
export const HISTORY = 1;
/** Whether a source reports the present or delivers the past: each has a clock of its own. */
export type Mode = typeof LIVE | typeof HISTORY;

/** What a source knows of a span, as bits. */
export const TOUCHES = 1;
/** Something of the span was received. */
export const RECEIVED = 2;
/** All of it was received. */
export const WHOLE = 4;

/** Points of one collection may differ by less than this; only a later point is another collection. */
const SAME_COLLECTION: Millis = 1_000;

/**
 * Where telemetry comes from: an emitter source (one input of one collector; sends heartbeats) or an ordinary sender
 * (service and instance; what it received up to is its newest point). Times are event times unless said otherwise.
 */
export class Source {
  readonly tenant: number;
  readonly key: string;
  /** What people call it. */
  readonly id: string;
  readonly mode: Mode;
  /** Id of the collector that speaks for it; undefined for an ordinary sender. */
  readonly emitter: string | undefined;
  alive = true;
  ended = false;
  /** Start of its present life, −1 before the first word; what it reports of the step in which it joined is not whole. */
  joined: Millis = -1;
  /** Everything up to here was received; −1 while nobody can say. */
  receivedUpTo: Millis = -1;
  /** Whether a heartbeat of this life said so. */
  declared = false;
  /** End of its newest data. */
  newest: Millis = -1;
  /** Its life before this one, for steps that are still open. */
  pastJoined: Millis = -1;
  pastReach: Millis = -1;
  /** Append time of the first and of the newest word of this life. */
  born: Millis = 0;
  lastWord: Millis = 0;
  /** Longest pause (append time) between its last words; of ordinary senders, to know their rhythm. */
  rhythm: Millis = 0;
  /** Ordinary senders: times of the last two collections, and how many there were. */
  collectedAt: Millis = -1;
  collectedBefore: Millis = -1;
  collections = 0;

  constructor(tenant: number, key: string, id: string, mode: Mode, emitter: string | undefined) {
    this.tenant = tenant;
    this.key = key;
    this.id = id;
    this.mode = mode;
    this.emitter = emitter;
  }

  /** End of what is known to have come. */
  get reach(): Millis {
    return this.receivedUpTo >= 0 ? this.receivedUpTo : this.newest;
  }

  /** Up to where the watermark may come: an emitter that has not said anything yet holds it where it joined. */
  get mark(): Millis {
    return this.receivedUpTo >= 0 ? this.receivedUpTo : this.joined;
  }

  /** How much of `[from, to)` it knows, as bits. */
  coverage(from: Millis, to: Millis): number {
    const now = span(this.joined, this.reach, from, to);
    const past = span(this.pastJoined, this.pastReach, from, to);
    const waiting = this.alive && this.joined >= 0 && this.joined < to ? TOUCHES : 0;
    return now | past | waiting;
  }
}

function span(joined: Millis, reach: Millis, from: Millis, to: Millis): number {
  if (joined < 0 || joined >= to || reach <= from) return 0;
  return TOUCHES | RECEIVED | (joined < from && reach >= to ? WHOLE : 0);
}

/** All sources, by an index that is reused only after `evict`. */
export class Sources {
  readonly list: (Source | undefined)[] = [];
  private readonly byKey = new Map<string, number>();
  private readonly settings: PreprocessSettings;

  constructor(settings: PreprocessSettings) {
    this.settings = settings;
  }

  at(index: number): Source {
    return this.list[index] as Source;
  }

  find(key: string): number | undefined {
    return this.byKey.get(key);
  }

  add(source: Source): number {
    const hole = this.list.indexOf(undefined);
    const index = hole < 0 ? this.list.length : hole;
    this.list[index] = source;
    this.byKey.set(source.key, index);
    return index;
  }

  remove(index: number): void {
    this.byKey.delete(this.at(index).key);
    this.list[index] = undefined;
  }

  /** Data of `[from, to]` arrived in an entry appended at `now`. */
  data(source: Source, from: Millis, to: Millis, now: Millis): void {
    if (!this.hear(source, from, to, now)) return;
    if (to > source.newest) source.newest = to;
    if (source.emitter !== undefined) {
      // A collector that never sends heartbeats would otherwise hold its clock for as long as it speaks.
      if (!source.declared && now - source.born > this.settings.silentAfter) {
        source.receivedUpTo = Math.max(source.receivedUpTo, this.notAhead(source, source.newest, now));
      }
      return;
    }
    if (to - source.collectedAt >= SAME_COLLECTION) {
      source.collectedBefore = source.collectedAt;
      source.collectedAt = to;
      source.collections++;
    }
    source.receivedUpTo = Math.max(source.receivedUpTo, this.notAhead(source, source.newest, now));
  }

  /** The source says that everything up to `upTo` was delivered; `ended`: nothing more will come. */
  heartbeat(source: Source, upTo: Millis, ended: boolean, now: Millis): void {
    if (!this.hear(source, upTo, upTo, now)) return;
    const received = this.notAhead(source, upTo, now);
    source.receivedUpTo = source.declared ? Math.max(source.receivedUpTo, received) : received;
    source.declared = true;
    if (!ended) return;
    source.alive = false;
    source.ended = true;
  }

  /**
   * Whether the watermark waits for a source. For ordinary senders it does not once they have been silent for as long
   * as kills a collector: they are late then, not gone.
   */
  holds(source: Source, now: Millis): boolean {
    return (
      source.alive &&
      (source.emitter !== undefined || source.mode === HISTORY || now - source.lastWord <= this.settings.silentAfter)
    );
  }

  /** Declares sources dead that have been silent too long at the tick `now`; true when one died. */
  silence(now: Millis): boolean {
    let died = false;
    for (const source of this.list) {
      if (source === undefined || !source.alive || now - source.lastWord <= this.patience(source)) continue;
      source.alive = false;
      died = true;
    }
    return died;
  }

  /** The process started: nobody is blamed for silence while it was down. */
  forgive(now: Millis): void {
    for (const source of this.list) if (source?.alive && source.lastWord < now) source.lastWord = now;
  }

  /** Indexes of dead sources of a tenant without a word since `before`. */
  stale(tenant: number, before: Millis): number[] {
    const found: number[] = [];
    this.list.forEach((source, i) => {
      if (source?.tenant === tenant && !source.alive && source.lastWord < before) found.push(i);
    });
    return found;
  }

  snapshot(): unknown {
    return this.list.map((source) => (source === undefined ? null : { ...source }));
  }

  static restore(saved: unknown, settings: PreprocessSettings): Sources {
    const sources = new Sources(settings);
    (saved as (Source | null)[]).forEach((fields, i) => {
      if (fields === null) {
        sources.list[i] = undefined;
        return;
      }
      const { tenant, key, id, mode, emitter } = fields;
      sources.list[i] = Object.assign(new Source(tenant, key, id, mode, emitter), fields);
      sources.byKey.set(key, i);
    });
    return sources;
  }

  /**
   * How long it may say nothing before it is dead. An ordinary sender with a rhythm of its own (an SDK exports every
   * 60 s) is given two periods, else it would be dead and alive by turns.
   */
  private patience(source: Source): Millis {
    const { silentAfter, behindLimit, lateness } = this.settings;
    if (source.emitter !== undefined) return silentAfter;
    const most = behindLimit + lateness;
    return source.rhythm === 0 ? most : Math.max(silentAfter, Math.min(2 * source.rhythm + lateness, most));
  }

  /** A live source cannot have received what has not happened yet: one fast clock must not close everybody's steps. */
  private notAhead(source: Source, time: Millis, now: Millis): Millis {
    return source.mode === LIVE ? Math.min(time, now) : time;
  }

  /**
   * A word about `[from, to]`. An ended source is brought back only by something newer than what it delivered. After a
   * pause in event time longer than a living source makes, a new life begins: the time between is not covered.
   */
  private hear(source: Source, from: Millis, to: Millis, now: Millis): boolean {
    if (source.ended && to <= Math.max(source.reach, source.newest)) return false;
    const pause = source.joined < 0 ? 0 : from - Math.max(source.reach, source.newest);
    const mayRestart = !source.alive || (source.mode === LIVE && source.emitter !== undefined);
    const restarts = mayRestart && pause > this.patience(source);
    if (source.joined < 0 || source.ended || restarts) {
      source.pastJoined = source.joined;
      source.pastReach = source.joined < 0 ? -1 : source.reach;
      source.joined = from;
      source.born = now;
      source.receivedUpTo = -1;
      source.declared = false;
      source.newest = to;
      source.collections = 0;
      source.collectedAt = -1;
    } else if (from < source.joined && source.joined - from <= this.settings.silentAfter) {
      source.joined = from;
    }
    const sinceLast = source.lastWord === 0 ? 0 : now - source.lastWord;
    if (source.emitter === undefined && sinceLast >= SAME_COLLECTION) source.rhythm = sinceLast;
    source.alive = true;
    source.ended = false;
    source.lastWord = Math.max(source.lastWord, now);
    return true;
  }
}
