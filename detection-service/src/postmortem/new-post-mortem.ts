import { firstClause } from '../aggregate/first-clause.ts';
import { plainInMarkdown } from './embed-markdown.ts';
import { eventsOf, factsOf, firstTimeline, oneLine, type Known } from './facts.ts';
import { TITLE_MAXIMUM } from './post-mortem.ts';
import type { PostMortem, Writer } from './post-mortem.ts';

/** A draft: from a problem its title, numbers and timeline are filled; otherwise it is empty. */
export function newPostMortem(writer: Writer, title: string | undefined, known: Known | undefined): PostMortem {
  const empty = { summary: '', impact: '', detection: '', factors: '', lessons: '' };
  const editors = [writer];
  if (known === undefined) {
    return { state: 'draft', title: title ?? 'Untitled', sections: empty, timeline: [], actions: [], editors };
  }
  const { problem } = known;
  const what = firstClause(problem.description);
  return {
    state: 'draft',
    title: title ?? oneLine(`${what}, ${dayName(problem.start)}`, TITLE_MAXIMUM),
    problemId: problem.id,
    facts: factsOf(known),
    sections: { ...empty, summary: plainInMarkdown(problem.description) },
    timeline: firstTimeline(eventsOf(known)),
    actions: [],
    editors,
  };
}

function dayName(time: number): string {
  return new Date(time).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}
