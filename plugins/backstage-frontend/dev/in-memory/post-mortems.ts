import type {
  PostMortem,
  PostMortemCreate,
  PostMortemDetail,
  PostMortemEvent,
  PostMortemUpdate,
} from '@weir/backstage-plugin-weir-common';
import { me, uuid } from '../story';
import { RatingsInMemory } from './ratings';
import { failure, found } from './weir';

/** Documents about problems, with their revisions. */
export class PostMortemsInMemory extends RatingsInMemory {
  listPostMortems(query: { state?: string; actionOwner?: string; problemId?: string; service?: string } = {}) {
    return this.answer('post-mortems', () => ({
      items: this.story.postMortems
        .filter((one) => !query.state || one.state === query.state)
        .filter((one) => !query.problemId || one.problemId === query.problemId)
        .filter((one) => !query.service || (one.facts?.services ?? []).includes(query.service))
        .filter((one) => !query.actionOwner || one.actions.some((action) => action.owner === query.actionOwner))
        .map((one) => ({
          id: one.id,
          state: one.state,
          title: one.title,
          problemId: one.problemId,
          services: one.facts?.services ?? [],
          start: one.facts?.start ?? null,
          duration: one.facts?.duration ?? null,
          author: one.editors[0] ?? me,
          actionCount: one.actions.length,
          actionsDone: one.actions.filter((action) => action.done).length,
          actionsOverdue: 0,
          updated: one.updated,
          revision: one.revision,
        })),
      next: null,
    }));
  }

  getPostMortem(id: string) {
    return this.answer(`post-mortem ${id}`, () => this.#detail(this.#postMortem(id)));
  }

  #postMortem(id: string): PostMortem {
    return found(this.story.postMortems.find((one) => one.id === id));
  }

  #detail(postMortem: PostMortem): PostMortemDetail {
    const start = postMortem.facts?.start;
    const offered: PostMortemEvent[] = start
      ? [
          {
            id: 'peak',
            time: start + 600_000,
            text: 'Peak: 41 % of calls failed',
            kind: 'peak',
            systemTime: start + 600_000,
          },
        ]
      : [];
    return { postMortem, offered: offered.filter((event) => !postMortem.timeline.some((row) => row.id === event.id)) };
  }

  getPostMortemMarkdown(id: string) {
    return this.answer(`markdown ${id}`, () => `# ${this.#postMortem(id).title}\n\nAuthor: Engineer 1\n`);
  }

  createPostMortem(request: PostMortemCreate) {
    return this.answer('create post-mortem', () => {
      const there = this.story.postMortems.find((one) => request.problemId && one.problemId === request.problemId);
      if (there) return this.#detail(there);
      const made: PostMortem = {
        id: uuid(100 + this.story.postMortems.length),
        state: 'draft',
        title: request.title ?? 'Untitled',
        problemId: request.problemId ?? null,
        facts: null,
        sections: { summary: '', impact: '', detection: '', factors: '', lessons: '' },
        timeline: [],
        actions: [],
        editors: [me],
        created: Date.now(),
        updated: Date.now(),
        updatedBy: me,
        publishedAt: null,
        revision: 1,
      };
      this.story.postMortems.unshift(made);
      return this.#detail(made);
    });
  }

  async updatePostMortem(id: string, request: PostMortemUpdate) {
    if (this.#postMortem(id).revision !== request.revision) {
      throw await failure(
        409,
        'ConflictError',
        `There is a newer revision of it, by ${this.#postMortem(id).updatedBy.name}.`
      );
    }
    return this.answer(`update ${id}`, () => {
      const one = this.#postMortem(id);
      const known = new Map([...one.timeline, ...this.#detail(one).offered].map((event) => [event.id, event]));
      Object.assign(one, {
        title: request.title,
        sections: request.sections,
        actions: request.actions,
        timeline: request.timeline.map((row) => ({ kind: 'note', systemTime: null, ...known.get(row.id), ...row })),
        updated: Date.now(),
        updatedBy: me,
        revision: one.revision + 1,
      });
      return this.#detail(one);
    });
  }

  async publishPostMortem(id: string, request: { revision: number }) {
    const one = this.#postMortem(id);
    const open = one.actions.find((action) => !action.owner || !action.due);
    if (open) throw await failure(400, 'InputError', `Give '${open.title}' an owner and a date.`, 'refused');
    if (one.revision !== request.revision)
      throw await failure(409, 'ConflictError', 'There is a newer revision of it.');
    return this.answer(`publish ${id}`, () => {
      Object.assign(one, { state: 'published', publishedAt: Date.now(), revision: one.revision + 1 });
      return this.#detail(one);
    });
  }
}
