import type { Millis } from '../core/time.ts';
import { Counter, GREW, OUT_OF_ORDER, SAME_AGAIN } from './cumulative.ts';
import type { Progress } from './cumulative.ts';
import type { Entry } from './entry.ts';
import type { Source } from './sources.ts';
import type { Stage } from './stage.ts';
import { COUNTER, COUNTER_FIELDS, INTS, START, TIME, VALUE } from './stream-table.ts';

/** Counts from zero are believed of a source that has delivered this many collections without the stream. */
const KNOWN_COLLECTIONS = 3;
/** Points of one collection lie closer together than this. */
const SAME_COLLECTION: Millis = 1_000;

/** What the points of counters add: the memory of all of them is in the stream table. */
export class CounterPoints {
  /** What the newest point added, and over how long. */
  delta = 0;
  duration: Millis = 0;
  private readonly stage: Stage;
  private readonly counter = new Counter();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** Takes point `i` of a counter; `step` is how long a delta without a start is taken to cover. */
  take(entry: Entry, i: number, row: number, source: Source, cumulative: boolean, step: Millis): Progress {
    const { points } = entry;
    const { counter } = this;
    const { counters, ints } = this.stage.streams;
    const at = ((ints[row * INTS + COUNTER] as number) - 1) * COUNTER_FIELDS;
    const time = points.time[i] as number;
    const start = points.start[i] as number;
    const value = points.value[i] as number;
    counter.set(counters[at + TIME] as number, counters[at + START] as number, counters[at + VALUE] as number);
    const progress = cumulative
      ? counter.take(time, start, value, countedSince(source, start, time))
      : this.takeDelta(time, start, value, step);
    this.delta = counter.delta;
    this.duration = counter.duration;
    counters[at + TIME] = counter.time;
    counters[at + START] = counter.start;
    counters[at + VALUE] = counter.value;
    return progress;
  }

  /** Whether a delta histogram says the span of the one before again; remembers its span. */
  repeats(row: number, start: Millis, time: Millis): boolean {
    const { counters, ints } = this.stage.streams;
    const at = ((ints[row * INTS + COUNTER] as number) - 1) * COUNTER_FIELDS;
    if (start > 0 && counters[at + TIME] === time && counters[at + START] === start) return true;
    counters[at + TIME] = time;
    counters[at + START] = start;
    return false;
  }

  /** A delta that says the same span again was sent twice; one without a span cannot be told from the next. */
  private takeDelta(time: Millis, start: Millis, value: number, step: Millis): Progress {
    const { counter } = this;
    if (start > 0 && time === counter.time && start === counter.start) return SAME_AGAIN;
    counter.delta = value;
    counter.duration = start > 0 && start < time ? time - start : step;
    if (time >= counter.time) counter.set(time, start, value);
    return GREW;
  }
}

/** Counts a point that adds nothing because it came before, or after a later one; true when it did. */
export function passedOver(entry: Entry, progress: Progress): boolean {
  if (progress === SAME_AGAIN) entry.duplicates++;
  else if (progress === OUT_OF_ORDER) entry.reject('out_of_order');
  return progress === SAME_AGAIN || progress === OUT_OF_ORDER;
}

/**
 * Since when the first point of a cumulative stream counts, or −1 when it is only a base. It counts when its start lies
 * in the life of its source as we know it; or when the source has delivered several collections without this stream, so
 * that all it holds came after the last of them (the first error of a service appears as such a stream).
 */
export function countedSince(source: Source, start: Millis, time: Millis): Millis {
  if (!(start > 0) || start >= time) return -1;
  if (source.joined >= 0 && start >= source.joined) return start;
  const isNewest = Math.abs(time - source.collectedAt) < SAME_COLLECTION;
  return isNewest && source.collections > KNOWN_COLLECTIONS ? source.collectedBefore : -1;
}
