import type { Revision } from '../records/record.ts';
import { aspectOf, personKey, stageOf } from './word.ts';
import type { Aspect, Said } from './word.ts';

/** A word with the revision that holds it. */
export interface SaidBy {
  readonly said: Said;
  readonly revision: Revision;
}

/** What people say of one subject, taken together. */
export interface FeedbackSummary {
  /** The newest word of each person about each aspect, the newest first; without those taken back. */
  readonly words: readonly SaidBy[];
  /** What people's words make of it; undefined without a verdict, or when they contradict each other. */
  readonly stage: ReturnType<typeof stageOf>;
  /** People contradict each other. */
  readonly needsReview: boolean;
}

/** Takes the words on one subject together. */
export function summarize(all: readonly SaidBy[]): FeedbackSummary {
  const newest = new Map<string, SaidBy>();
  for (const one of all) {
    const key = JSON.stringify([personKey(one.revision.actor), aspectOf(one.said.word)]);
    const known = newest.get(key);
    if (known === undefined || isNewer(one, known)) newest.set(key, one);
  }
  const words = [...newest.values()].filter(({ said }) => !said.withdrawn).sort((a, b) => (isNewer(a, b) ? -1 : 1));
  const claims = new Map<Aspect, Set<string>>();
  for (const { said } of words) {
    const aspect = aspectOf(said.word);
    claims.set(aspect, (claims.get(aspect) ?? new Set()).add(claimOf(said)));
  }
  const stages = new Set(words.map(({ said }) => stageOf(said.word)).filter((stage) => stage !== undefined));
  return {
    words,
    stage: stages.size === 1 ? [...stages][0] : undefined,
    needsReview: [...claims].some(([aspect, { size }]) => aspect !== 'missed' && size > 1),
  };
}

/** What two people contradict each other in: texts and times may differ, the claim may not. */
function claimOf({ word, details }: Said): string {
  switch (aspectOf(word)) {
    case 'verdict':
      return stageOf(word) ?? '';
    case 'season':
      return details.rhythm ?? '';
    case 'owner':
      return details.owner?.toLowerCase() ?? '';
    case 'grouping':
      return JSON.stringify([details.members ?? [], details.mergeWith ?? []]);
    case 'missed':
      return '';
  }
}

function isNewer(a: SaidBy, b: SaidBy): boolean {
  if (a.revision.time !== b.revision.time) return a.revision.time > b.revision.time;
  return a.revision.id === b.revision.id ? a.revision.revision > b.revision.revision : a.revision.id > b.revision.id;
}
