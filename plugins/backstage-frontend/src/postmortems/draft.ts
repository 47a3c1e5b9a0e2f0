import type {
  ActionItem,
  PostMortem,
  PostMortemEvent,
  PostMortemSections,
  PostMortemUpdate,
} from '@weir/backstage-plugin-weir-common';

/** What people can change in a post-mortem. */
export interface Draft {
  title: string;
  sections: PostMortemSections;
  timeline: PostMortemEvent[];
  actions: ActionItem[];
}

/** The sections, in their order, with what each is to say. */
export const SECTIONS: readonly { id: keyof PostMortemSections; title: string; asks: string }[] = [
  { id: 'summary', title: 'Summary', asks: 'What happened, in two sentences.' },
  { id: 'impact', title: 'Impact', asks: 'Who noticed what, for how long.' },
  { id: 'detection', title: 'Detection', asks: 'How it was found, and how it could be found sooner.' },
  { id: 'factors', title: 'Factors', asks: 'What contributed. Things and circumstances, not people.' },
  { id: 'lessons', title: 'Lessons', asks: 'What went well, what was luck.' },
];

/** What of a stored post-mortem people can change. */
export function draftOf(postMortem: PostMortem): Draft {
  const { title, sections, timeline, actions } = postMortem;
  return { title, sections, timeline, actions };
}

/** The request that saves a draft over a revision. */
export function updateOf(draft: Draft, revision: number): PostMortemUpdate {
  return {
    revision,
    title: draft.title.trim() === '' ? 'Untitled' : draft.title,
    sections: draft.sections,
    timeline: draft.timeline.map(({ id, time, text }) => ({ id, time, text })),
    actions: draft.actions,
  };
}

/** Whether two drafts say the same. */
export function sameDraft(one: Draft, other: Draft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Parts in which another person's revision differs from what one had started from, as people call them. */
export function changedParts(base: Draft, theirs: Draft): string[] {
  const parts = SECTIONS.filter(({ id }) => base.sections[id] !== theirs.sections[id]).map(({ title }) => title);
  if (base.title !== theirs.title) parts.unshift('the title');
  if (JSON.stringify(base.timeline) !== JSON.stringify(theirs.timeline)) parts.push('Timeline');
  if (JSON.stringify(base.actions) !== JSON.stringify(theirs.actions)) parts.push('Actions');
  return parts;
}

/**
 * Mine over theirs, part by part: what I changed since `base` stays mine, all else becomes theirs. A part that both
 * changed is kept twice where it is text, so that nothing anybody wrote is lost.
 */
export function mergeDrafts(base: Draft, mine: Draft, theirs: Draft): Draft {
  const text = (before: string, my: string, their: string) => {
    if (my === before || my === their) return their;
    return their === before ? my : `${my}\n\n${their}`;
  };
  const whole = <T>(before: T, my: T, their: T): T => (JSON.stringify(my) === JSON.stringify(before) ? their : my);
  const sections = { ...theirs.sections };
  for (const { id } of SECTIONS) sections[id] = text(base.sections[id], mine.sections[id], theirs.sections[id]);
  return {
    title: whole(base.title, mine.title, theirs.title),
    sections,
    timeline: whole(base.timeline, mine.timeline, theirs.timeline),
    actions: whole(base.actions, mine.actions, theirs.actions),
  };
}

/** Why a draft cannot be published yet, one sentence for each action; empty when it can. */
export function obstacles(actions: readonly ActionItem[]): string[] {
  return actions.flatMap(({ title, owner, due }) => {
    const missing = [!owner && 'an owner', !due && 'a date'].filter(Boolean).join(' and ');
    return missing === '' ? [] : [`Give '${title || 'the untitled action'}' ${missing}.`];
  });
}
