import type { Millis } from '../core/time.ts';

/** What people write, each a text in Markdown. */
export const SECTIONS = ['summary', 'impact', 'detection', 'factors', 'lessons'] as const;
export type Section = (typeof SECTIONS)[number];

/** What an action item is for. */
export const ACTION_TYPES = ['prevent', 'detect', 'mitigate', 'process'] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

export const POST_MORTEM_STATES = ['draft', 'published'] as const;
export type PostMortemState = (typeof POST_MORTEM_STATES)[number];

/** What a row of the timeline tells; a `note` is a person's own. */
export const EVENT_KINDS = [
  'first-sign',
  'alert',
  'word',
  'peak',
  'anomaly-start',
  'anomaly-end',
  'over',
  'note',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** A row of the timeline. */
export interface TimelineEvent {
  /** Of the system's events always the same one; of a note whatever its author chose. */
  readonly id: string;
  readonly kind: EventKind;
  /** When it happened; people may put it right. */
  readonly time: Millis;
  /** When it happened as far as the system knows; absent for notes. */
  readonly systemTime?: Millis | undefined;
  readonly text: string;
}

/** What somebody will do. */
export interface ActionItem {
  readonly id: string;
  readonly type: ActionType;
  readonly title: string;
  /** A person or a team; absent while nobody has it. */
  readonly owner?: string | undefined;
  /** Day by which it is done, `YYYY-MM-DD`. */
  readonly due?: string | undefined;
  readonly done: boolean;
}

/** What the system knows of the problem: numbers that nobody types. */
export interface Facts {
  readonly services: readonly string[];
  readonly start: Millis;
  /** Absent while it goes on. */
  readonly end?: Millis | undefined;
  /** The end of the first sample that was judged anomalous enough to speak of it. */
  readonly alert: Millis;
  /** When a person said the first word about it. */
  readonly firstHuman?: Millis | undefined;
  readonly concernScore: number;
  readonly anomalyCount: number;
  readonly description: string;
}

/** Whoever wrote, as the document keeps them. */
export interface Writer {
  readonly id: string;
  readonly name: string;
  readonly via: string;
}

/** What people can change. */
export interface Content {
  readonly title: string;
  readonly sections: Readonly<Record<Section, string>>;
  /** In the order of their times. */
  readonly timeline: readonly TimelineEvent[];
  readonly actions: readonly ActionItem[];
}

/** A post-mortem as it is kept. */
export interface PostMortem extends Content {
  readonly state: PostMortemState;
  /** Absent when it was not opened from a problem. */
  readonly problemId?: string | undefined;
  /** Absent when it was not opened from a problem; frozen when it is published. */
  readonly facts?: Facts | undefined;
  /** Everybody who has written, the author first. */
  readonly editors: readonly Writer[];
  readonly publishedAt?: Millis | undefined;
  readonly publishedBy?: Writer | undefined;
}

/** The most characters of each text. */
export const TITLE_MAXIMUM = 200;
export const SECTION_MAXIMUM = 20_000;
export const LINE_MAXIMUM = 1_000;
export const OWNER_MAXIMUM = 256;
