import { WeirError, type ErrorDetail } from '../core/errors.ts';
import { checkText } from '../core/human-text.ts';
import { byTime } from './facts.ts';
import { LINE_MAXIMUM, OWNER_MAXIMUM, SECTIONS, SECTION_MAXIMUM, TITLE_MAXIMUM } from './post-mortem.ts';
import type { ActionItem, Content, Section, TimelineEvent } from './post-mortem.ts';

/** A row of the timeline as a person sends it: what kind it is, the service knows. */
export type GivenEvent = Pick<TimelineEvent, 'id' | 'time' | 'text'>;

/** What a person sends. */
export interface GivenContent extends Pick<Content, 'title' | 'sections' | 'actions'> {
  readonly timeline: readonly GivenEvent[];
}

/**
 * What a person wrote, as it is kept. `known` are the events of the system and the rows that stood there before: a row
 * with the id of one of them keeps its kind and its time as the system knows it.
 *
 * @throws WeirError `invalid_argument` that names the text, id or day
 */
export function checkContent(given: GivenContent, known: readonly TimelineEvent[]): Content {
  const events = new Map(known.map((event) => [event.id, event]));
  checkIds('timeline', given.timeline);
  checkIds('actions', given.actions);
  const timeline = given.timeline.map(({ id, time, text }, at): TimelineEvent => {
    const { kind = 'note', systemTime } = events.get(id) ?? {};
    return { id, kind, time, systemTime, text: checkText(`timeline[${at}].text`, text, { maximum: LINE_MAXIMUM }) };
  });
  return {
    title: checkText('title', given.title, { maximum: TITLE_MAXIMUM }),
    sections: Object.fromEntries(
      SECTIONS.map((name) => [name, checkSection(name, given.sections[name])])
    ) as Content['sections'],
    timeline: timeline.sort(byTime),
    actions: given.actions.map(checkAction),
  };
}

function checkSection(name: Section, text: string): string {
  return checkText(`sections.${name}`, text, { maximum: SECTION_MAXIMUM, lines: true, empty: true });
}

function checkAction({ id, type, title, owner, due, done }: ActionItem, at: number): ActionItem {
  if (due !== undefined && !isDay(due)) {
    throw refused(`actions[${at}].due`, 'a day such as 2026-11-25', JSON.stringify(due.slice(0, 40)));
  }
  return {
    id,
    type,
    title: checkText(`actions[${at}].title`, title, { maximum: LINE_MAXIMUM }),
    owner: owner === undefined ? undefined : checkText(`actions[${at}].owner`, owner, { maximum: OWNER_MAXIMUM }),
    due,
    done,
  };
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(`${text}T`);
}

function checkIds(list: string, rows: readonly { readonly id: string }[]): void {
  const seen = new Set<string>();
  for (const [at, { id }] of rows.entries()) {
    if (seen.has(id)) throw refused(`${list}[${at}].id`, 'an id that no other row has', JSON.stringify(id));
    seen.add(id);
  }
}

/**
 * Refuses what cannot be published: an action item that nobody has promised.
 *
 * @throws WeirError `invalid_argument` that says what to give it
 */
export function checkPublishable({ actions }: Pick<Content, 'actions'>): void {
  const sentences: string[] = [];
  const details: ErrorDetail[] = [];
  for (const [at, { title, owner, due }] of actions.entries()) {
    const missing = [...(owner === undefined ? ['an owner'] : []), ...(due === undefined ? ['a date'] : [])];
    if (missing.length === 0) continue;
    sentences.push(`Give '${title}' ${missing.join(' and ')}.`);
    if (owner === undefined) details.push({ path: `actions[${at}].owner`, expected: 'an owner', found: 'nobody' });
    if (due === undefined) details.push({ path: `actions[${at}].due`, expected: 'a date', found: 'none' });
  }
  if (sentences.length > 0) throw new WeirError('invalid_argument', sentences.join(' '), details);
}

function refused(path: string, expected: string, found: string): WeirError {
  const message = `The post-mortem is refused: ${path} must be ${expected}, found ${found}.`;
  return new WeirError('invalid_argument', message, [{ path, expected, found }]);
}
