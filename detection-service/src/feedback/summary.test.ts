import { describe, expect, it } from 'vitest';
import type { Actor } from '../records/record.ts';
import { summarize, type SaidBy } from './summary.ts';
import type { Word, WordDetails } from './word.ts';

const ANA: Actor = { id: 'user:default/ana', name: 'Ana', email: 'Ana@example.org', via: 'backstage' };
const ANA_IN_GRAFANA: Actor = { id: 'ana', name: 'Ana', email: 'ana@example.org', via: 'grafana' };
const BEN: Actor = { id: 'ben', name: 'Ben', via: 'grafana' };
const OTHER_BEN: Actor = { id: 'ben', name: 'Ben', via: 'backstage' };

let made = 0;
function says(actor: Actor, word: Word, details: WordDetails = {}, withdrawn = false): SaidBy {
  made++;
  const subject = { kind: 'problem', id: 'p' } as const;
  const revision = { tenant: 't', kind: 'feedback', id: `f${made}`, subject: 'problem:p', actor, time: made, body: {} };
  return {
    said: { subject, service: 's', word, details, withdrawn },
    revision: { ...revision, revision: 1, created: made, creator: actor },
  };
}
const words = (all: readonly SaidBy[]) => summarize(all).words.map(({ said }) => said.word);

describe('what several people say', () => {
  it('is nothing when nobody says anything', () => {
    expect(summarize([])).toEqual({ words: [], stage: undefined, needsReview: false });
  });

  it('counts the newest word of a person, across portals by verified address', () => {
    const all = [says(ANA, 'confirmed'), says(ANA_IN_GRAFANA, 'false-alarm')];
    expect(words(all)).toEqual(['false-alarm']);
    expect(summarize(all)).toMatchObject({ stage: 'discarded', needsReview: false });
    expect(words(all.reverse())).toEqual(['false-alarm']);
  });

  it('keeps people apart who only share a login', () => {
    expect(words([says(BEN, 'confirmed'), says(OTHER_BEN, 'confirmed')])).toHaveLength(2);
  });

  it('needs a review when verdicts contradict each other, and then has no stage', () => {
    expect(summarize([says(ANA, 'confirmed'), says(BEN, 'false-alarm')])).toMatchObject({
      stage: undefined,
      needsReview: true,
    });
    expect(summarize([says(ANA, 'expected'), says(BEN, 'false-alarm')])).toMatchObject({
      stage: 'discarded',
      needsReview: false,
    });
  });

  it('a word taken back no longer counts, nor does what the person said before it', () => {
    const all = [says(ANA, 'confirmed'), says(BEN, 'false-alarm'), says(ANA, 'confirmed', {}, true)];
    expect(summarize(all)).toMatchObject({ stage: 'discarded', needsReview: false });
  });

  it('a person may say several things that do not exclude each other', () => {
    const all = [says(ANA, 'confirmed'), says(ANA, 'wrong-owner', { owner: 'team-a' })];
    expect(summarize(all)).toMatchObject({ stage: 'problem-confirmed', needsReview: false });
    expect(words(all)).toEqual(['wrong-owner', 'confirmed']);
  });

  it.each<[string, Word, WordDetails, WordDetails, boolean]>([
    ['other owners', 'wrong-owner', { owner: 'a' }, { owner: 'b' }, true],
    ['the same owner', 'wrong-owner', { owner: 'team-a' }, { owner: 'Team-A' }, false],
    ['other rhythms', 'wrong-season', { rhythm: 'daily' }, { rhythm: 'none' }, true],
    ['other groups', 'wrong-grouping', { members: ['a'] }, { members: ['b'] }, true],
    ['two misses', 'missed', { from: 1, to: 2 }, { from: 3, to: 4 }, false],
    ['other comments', 'confirmed', { comment: 'a' }, { comment: 'b' }, false],
  ])('%s: %s needs a review: %o %o %s', (_, word, one, other, expected) => {
    expect(summarize([says(ANA, word, one), says(BEN, word, other)]).needsReview).toBe(expected);
  });
});
