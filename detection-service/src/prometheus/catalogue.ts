import type { Millis } from '../core/time.ts';
import type { Work } from './columns.ts';
import type { LabelSet } from './label-set.ts';
import type { Matcher } from './matcher.ts';
import type { SeriesSource } from './samples.ts';

/** A list of which there may have been more. */
export interface Listing<T> {
  readonly rows: readonly T[];
  readonly truncated: boolean;
}

/** Which series are meant: those that any of the selectors finds, of those that began at or before `upTo`. */
export interface SeriesChoice {
  readonly selectors: readonly (readonly Matcher[])[];
  readonly upTo: Millis;
  /** Most rows of the answer. */
  readonly limit: number;
}

/** Labels of series, each once. */
export function* listSeries(source: SeriesSource, choice: SeriesChoice): Work<Listing<LabelSet>> {
  const found = new Map<string, LabelSet>();
  for (const labels of matching(source, choice)) {
    if (labels !== undefined && !found.has(labels.key)) {
      if (found.size >= choice.limit) return { rows: [...found.values()], truncated: true };
      found.set(labels.key, labels);
    }
    yield;
  }
  return { rows: [...found.values()], truncated: false };
}

/** Names of labels, sorted. */
export function* listLabelNames(source: SeriesSource, choice: SeriesChoice): Work<Listing<string>> {
  const names = new Set<string>();
  for (const labels of matching(source, choice)) {
    for (const [name] of labels?.labels ?? []) names.add(name);
    yield;
  }
  return sorted(names, choice.limit);
}

/** Values of one label, sorted. */
export function* listLabelValues(source: SeriesSource, name: string, choice: SeriesChoice): Work<Listing<string>> {
  const values = new Set<string>();
  for (const labels of matching(source, choice)) {
    const value = labels?.get(name) ?? '';
    if (value !== '') values.add(value);
    yield;
  }
  return sorted(values, choice.limit);
}

function* matching(source: SeriesSource, { selectors, upTo }: SeriesChoice): Generator<LabelSet | undefined, void> {
  for (const matchers of selectors) yield* source.labels(matchers, upTo);
}

function sorted(texts: ReadonlySet<string>, limit: number): Listing<string> {
  const rows = [...texts].sort();
  return { rows: rows.slice(0, limit), truncated: rows.length > limit };
}
