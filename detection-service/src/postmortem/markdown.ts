import type { Millis } from '../core/time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../core/time.ts';
import { embedMarkdown, plainInMarkdown } from './embed-markdown.ts';
import type { ActionItem, Facts, PostMortem, Section, TimelineEvent } from './post-mortem.ts';
import { Roles, type Named } from './roles.ts';

/** The level of the headings that texts stand under. */
const LEVEL = 2;

/** A post-mortem as a Markdown document without names: `responders` are people who spoke about its problem. */
export function postMortemMarkdown(document: PostMortem, responders: readonly Named[]): string {
  const roles = new Roles(document, responders);
  const section = (title: string, name: Section, before: readonly string[] = []): string[] => {
    const text = embedMarkdown(roles.hide(document.sections[name]), LEVEL);
    const parts = [...before, ...(text === '' ? [] : [text])];
    return [`## ${title}`, ...(parts.length === 0 ? ['_Nothing is written here yet._'] : parts)];
  };
  const { facts, timeline, actions } = document;
  const blocks = [
    `# ${plainInMarkdown(roles.hide(document.title))}`,
    headLine(document),
    ...(facts === undefined ? [] : [numbers(facts)]),
    ...section('Summary', 'summary'),
    ...section('Impact', 'impact'),
    '## Timeline',
    timeline.length === 0 ? '_Nothing is written here yet._' : timeline.map((one) => row(one, roles)).join('\n'),
    ...section('Detection', 'detection', facts === undefined ? [] : [detection(facts)]),
    ...section('Contributing factors', 'factors'),
    '## Action items',
    actions.length === 0 ? '_None._' : actions.map((one) => item(one, roles)).join('\n'),
    ...section('Lessons', 'lessons'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function headLine({ state, publishedAt }: PostMortem): string {
  const published = state === 'published' && publishedAt !== undefined ? `Published ${day(publishedAt)}` : 'Draft';
  return `_${published}. Roles stand where names were._`;
}

function numbers({ services, start, end, concernScore, anomalyCount }: Facts): string {
  return [
    `- Services: ${services.map(plainInMarkdown).join(', ')}`,
    `- From: ${moment(start)}`,
    end === undefined ? '- Until: it goes on' : `- Until: ${moment(end)} (${duration(end - start)})`,
    `- Concern: ${concernScore} of 100, ${anomalyCount} ${anomalyCount === 1 ? 'anomaly' : 'anomalies'}`,
  ].join('\n');
}

function detection({ start, alert, firstHuman }: Facts): string {
  const human = firstHuman === undefined ? 'no word of a person' : `first word of a person ${after(alert, firstHuman)}`;
  return `First sign ${moment(start)}, alert ${after(start, alert)}, ${human}.`;
}

function after(from: Millis, to: Millis): string {
  return to >= from ? `${duration(to - from)} later` : `${duration(from - to)} earlier`;
}

function row({ time, systemTime, text }: TimelineEvent, roles: Roles): string {
  const moved = systemTime === undefined || systemTime === time ? '' : ` (the system says ${moment(systemTime)})`;
  return `- **${moment(time)}** ${plainInMarkdown(roles.hide(text))}${moved}`;
}

function item({ type, title, owner, due, done }: ActionItem, roles: Roles): string {
  const who = owner === undefined ? 'nobody yet' : plainInMarkdown(roles.hide(owner));
  const when = due === undefined ? 'no date yet' : `by ${due}`;
  return `- [${done ? 'x' : ' '}] **${type}** ${plainInMarkdown(roles.hide(title))} (${who}, ${when})`;
}

function day(time: Millis): string {
  return new Date(time).toISOString().slice(0, 10);
}

function moment(time: Millis): string {
  return new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

/** In its two largest units: `50 s`, `29 min`, `1 h 50 min`, `2 d 3 h`. */
export function duration(length: Millis): string {
  if (length < MINUTE) return `${Math.round(length / SECOND)} s`;
  const two = (large: Millis, name: string, small: Millis, smallName: string): string => {
    const rounded = Math.round(length / small) * small;
    const rest = (rounded % large) / small;
    return `${Math.floor(rounded / large)} ${name}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
  };
  if (length < HOUR) return two(MINUTE, 'min', SECOND, 's');
  return length < DAY ? two(HOUR, 'h', MINUTE, 'min') : two(DAY, 'd', HOUR, 'h');
}
