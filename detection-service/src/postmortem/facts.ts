import type { Anomaly } from '../aggregate/anomaly.ts';
import type { Problem } from '../aggregate/problem.ts';
import type { Millis } from '../core/time.ts';
import { LINE_MAXIMUM } from './post-mortem.ts';
import type { Facts, TimelineEvent } from './post-mortem.ts';

/** A word that a person said about the problem or one of its anomalies. */
export interface HumanWord {
  /** Of the feedback and its revision. */
  readonly id: string;
  readonly time: Millis;
  readonly name: string;
  readonly word: string;
}

/** What the system knows of a problem when a post-mortem is written. */
export interface Known {
  readonly problem: Problem;
  readonly anomalies: readonly Anomaly[];
  /** By anomaly: the end of the step in which it opened, where the results still say so. */
  readonly opened: ReadonlyMap<string, Millis>;
  readonly words: readonly HumanWord[];
}

/** The numbers of a problem. */
export function factsOf({ problem, anomalies, opened, words }: Known): Facts {
  const { start, end, concernScore, description } = problem;
  return {
    services: [...new Set([problem.service, ...anomalies.map(({ service }) => service)])],
    start,
    end,
    alert: alertTime(problem, opened),
    firstHuman: words.length === 0 ? undefined : Math.min(...words.map(({ time }) => time)),
    concernScore,
    anomalyCount: problem.anomalyIds.length,
    description,
  };
}

/** Every event that the system can tell of a problem, by time: what a timeline is filled from. */
export function eventsOf(known: Known): readonly TimelineEvent[] {
  const { problem, anomalies, opened, words } = known;
  const events = [
    event(
      'first-sign',
      'first-sign',
      problem.start,
      `First sign: ${firstOf(anomalies)?.description ?? problem.description}`
    ),
    event('alert', 'alert', alertTime(problem, opened), `Alert: ${problem.description}`),
    ...words.map(({ id, time, name, word }) => event(`word:${id}`, 'word', time, `${name} said: ${word}`)),
    ...anomalies.flatMap(({ id, start, end, description, service, indicator }) => [
      event(`anomaly-start:${id}`, 'anomaly-start', start, description),
      ...(end === undefined
        ? []
        : [event(`anomaly-end:${id}`, 'anomaly-end', end, `${service} ${indicator}: ordinary again`)]),
    ]),
  ];
  const worst = worstOf(anomalies);
  if (worst !== undefined) events.push(event('peak', 'peak', worst.peak.time, `Worst moment: ${worst.description}`));
  if (problem.end !== undefined) events.push(event('over', 'over', problem.end, 'Over'));
  return events.sort(byTime);
}

/** What a new timeline starts with: the four events that matter. The others can be added. */
export function firstTimeline(events: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const human = events.find(({ kind }) => kind === 'word');
  return events.filter((one) => one === human || ['first-sign', 'alert', 'over'].includes(one.kind));
}

/** By time; at the same time in the order of what leads to what. */
export function byTime(a: TimelineEvent, b: TimelineEvent): number {
  return a.time - b.time;
}

function event(id: string, kind: TimelineEvent['kind'], time: Millis, text: string): TimelineEvent {
  return { id, kind, time, systemTime: time, text: oneLine(text, LINE_MAXIMUM) };
}

/** A text of the system as one line that people can save: names in it come from telemetry, and may hold anything. */
export function oneLine(text: string, maximum: number): string {
  const line = text.replaceAll(/[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ').slice(0, maximum);
  return line.toWellFormed().trim();
}

/** When the problem opened: when the first of its anomalies did. */
function alertTime({ start }: Problem, opened: ReadonlyMap<string, Millis>): Millis {
  return opened.size === 0 ? start : Math.max(start, Math.min(...opened.values()));
}

function firstOf(anomalies: readonly Anomaly[]): Anomaly | undefined {
  return anomalies.reduce<Anomaly | undefined>(
    (first, one) => (first && first.start <= one.start ? first : one),
    undefined
  );
}

function worstOf(anomalies: readonly Anomaly[]): Anomaly | undefined {
  return anomalies.reduce<Anomaly | undefined>(
    (worst, one) => (worst && worst.symptom.concernScore >= one.symptom.concernScore ? worst : one),
    undefined
  );
}
