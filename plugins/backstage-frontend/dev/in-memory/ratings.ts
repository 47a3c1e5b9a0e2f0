import type { RatedServiceQuery, Vote } from '@weir/backstage-plugin-weir-common';
import { me, refOf } from '../story';
import { ForecastsInMemory } from './forecasts';
import { found } from './weir';

/** Ratings, and votes of consumers. */
export class RatingsInMemory extends ForecastsInMemory {
  listRatedServices(query: RatedServiceQuery = {}) {
    const { q = '', owner, band, scope = 'all', offset = 0, limit = 50 } = query;
    return this.answer(`rated ${JSON.stringify(query)}`, () => {
      const rows = this.story.ratings
        .filter((one) => one.rating.service.includes(q))
        .filter((one) => !band || (one.rating.band ?? 'provisional') === band)
        .filter((one) => scope !== 'team' || one.owner === 'group:default/team-order')
        .filter((one) => scope !== 'calls' || one.rating.service !== 'shop-web')
        .sort((a, b) => b.rating.low - a.rating.low);
      const owners = [...new Set(rows.map((one) => one.owner))].sort();
      const shown = rows
        .filter((one) => !owner || one.owner.endsWith(owner))
        .map((one, index) => ({
          rank: index + 1,
          rating: one.rating,
          entityRef: refOf(one.rating.service),
          title: null,
          owner: one.owner,
          owned: one.owner === 'group:default/team-order',
          change: one.change,
        }));
      return { items: shown.slice(offset, offset + limit), total: shown.length, owners };
    });
  }

  listRatings() {
    return this.answer('ratings', () => ({ items: this.story.ratings.map((one) => one.rating), next: null }));
  }

  getRating(id: string) {
    return this.answer(
      `rating ${id}`,
      () => found(this.story.ratings.find((one) => one.rating.entityId === id)).rating
    );
  }

  getRatingHistory(id: string) {
    return this.answer(`history ${id}`, () => ({ entityId: id, points: [] }));
  }

  listVotes(id: string) {
    return this.answer(`votes ${id}`, () => ({
      items: this.votes.filter((one) => one.entityId === id && !one.withdrawn),
      next: null,
    }));
  }

  saveVote(id: string, vote: { stars: number; comment?: string }) {
    return this.answer(`vote ${vote.stars}`, () => {
      const before = this.votes.findIndex((one) => one.entityId === id && one.person.id === me.id);
      const saved: Vote = {
        entityId: id,
        stars: vote.stars,
        comment: vote.comment ?? null,
        isOwner: this.story.ratings.some(
          (one) => one.rating.entityId === id && one.owner === 'group:default/team-order'
        ),
        counts: 100,
        withdrawn: false,
        person: me,
        time: Date.now(),
        revision: before === -1 ? 1 : (this.votes[before]?.revision ?? 0) + 1,
      };
      if (before !== -1) this.votes.splice(before, 1);
      this.votes.unshift(saved);
      return saved;
    });
  }

  withdrawVote(id: string) {
    return this.answer('withdraw vote', () => {
      const one = found(this.votes.find((vote) => vote.entityId === id && vote.person.id === me.id));
      one.withdrawn = true;
      return one;
    });
  }
}
