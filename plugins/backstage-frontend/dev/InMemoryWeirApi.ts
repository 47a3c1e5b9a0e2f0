import { ResponseError } from '@backstage/errors';
import type {
  EntitySummariesRequest,
  EntitySummary,
  Feedback,
  FeedbackRequest,
  Forecast,
  InventoryDecision,
  InventoryQuery,
  InventoryRow,
  PostMortem,
  PostMortemCreate,
  PostMortemDetail,
  PostMortemEvent,
  PostMortemUpdate,
  Problem,
  QueryRequest,
  RatedServiceQuery,
  Vote,
  WeirApi,
  WeirStatus,
} from '@weir/backstage-plugin-weir-common';
import { columnsOf } from './columns';
import { forecastOf } from './forecastOf';
import { saidOf } from './saidOf';
import { catalogEntity, me, refOf, story, uuid, type Story } from './story';

const VERDICTS: readonly string[] = ['confirmed', 'expected', 'false-alarm', 'new-normal'];

/** A failure as the plugin's backend answers it. */
export function failure(status: number, name: string, message: string, reason?: string): Promise<ResponseError> {
  const body = {
    error: { name, message, ...(reason && { weir: { reason, details: [] } }) },
    response: { statusCode: status },
  };
  return ResponseError.fromResponse({
    ok: false,
    status,
    statusText: name,
    headers: new Headers({ 'content-type': 'application/json' }),
    json: async () => body,
    text: async () => JSON.stringify(body),
  } as Response);
}

/**
 * A Weir that lives in the page: for the development page and the tests. It keeps the rules that screens depend on
 * (one word a person and aspect, revisions of post-mortems, votes below three), and can be made slow or be taken down.
 */
export class InMemoryWeirApi implements WeirApi {
  readonly story: Story;
  /** Every answer waits for this; a test can hold answers back. */
  before: () => Promise<void> = async () => {};
  /** What was asked, in order. */
  readonly asked: string[] = [];
  status: Partial<WeirStatus> = {};
  readonly feedback: Feedback[] = [];
  readonly votes: Vote[] = [];
  #down: string | undefined;

  constructor(start: Story = story(Date.now())) {
    this.story = start;
  }

  /** From now on nothing is answered, as when Weir is not there. */
  takeDown(message = 'connection refused at weir:8780'): void {
    this.#down = message;
  }

  /** Answers again. */
  bringUp(): void {
    this.#down = undefined;
  }

  async #answer<T>(what: string, make: () => T): Promise<T> {
    this.asked.push(what);
    await this.before();
    if (this.#down !== undefined) throw await failure(503, 'ServiceUnavailableError', this.#down, 'down');
    return structuredClone(make());
  }

  async getStatus(): Promise<WeirStatus> {
    await this.before();
    return {
      reachable: this.#down === undefined,
      target: 'weir:8780',
      problem: this.#down === undefined ? null : { reason: 'down', message: this.#down },
      info: null,
      contract: { plugin: '1.0', service: '1.0', match: 'same' },
      asOf: Date.now(),
      ...this.status,
    };
  }

  getEntitySummaries(request: EntitySummariesRequest) {
    return this.#answer(`summaries ${request.entityRefs.join(' ')}`, () => ({
      items: request.entityRefs.map((ref) => this.#summary(ref, request.sparklines ?? false)),
    }));
  }

  #summary(entityRef: string, sparklines: boolean): EntitySummary {
    const { now, catalog, entities, series, problems, ratings } = this.story;
    const name = catalog[entityRef];
    const entity = entities.find((one) => one.name === name);
    const mine = problems.filter((one) => one.entityId === entity?.id);
    const open = mine.filter((one) => one.end === null).sort((a, b) => b.concernScore - a.concernScore);
    const rated = ratings.find((one) => one.rating.entityId === entity?.id);
    const worst = open[0] ?? null;
    const shown = series.find((one) => one.entity.id === entity?.id && one.indicator === 'latency_p95');
    const answer = shown && columnsOf(shown, this.story.anomalies, { from: now - 86_400_000, to: now, points: 96 });
    const forecast = shown && forecastOf(shown, now);
    const objective = forecast?.objectives[0];
    let state: EntitySummary['state'] = 'watched';
    if (name === undefined) state = 'not-watched';
    else if (!entity) state = 'no-telemetry';
    return {
      entityRef,
      state,
      service: entity ? { name: entity.name, namespace: 'shop', environment: 'prod', entityId: entity.id } : null,
      openProblems: open.length,
      worstProblem: worst,
      lastProblem: mine.find((one) => one.end !== null) ?? null,
      sparkline:
        sparklines && shown && answer
          ? {
              seriesId: shown.id,
              indicator: shown.indicator,
              unit: shown.unit,
              times: answer.times,
              values: answer.values,
              lower: answer.lower,
              upper: answer.upper,
              anomalous: answer.scores.map((score) => (score ?? 0) > 0.9),
              last: answer.values.findLast((value) => value !== null) ?? null,
            }
          : null,
      rating: rated?.rating ?? null,
      ratingChange: rated?.change ?? null,
      nextBreach: worst && forecast && objective ? { forecast, objective } : null,
      forecasts: entity ? 3 : 0,
      learningUntil: null,
      asOf: now - 8000,
      stale: false,
    };
  }

  listEntities() {
    return this.#answer('entities', () => ({ items: this.story.entities, next: null }));
  }

  getEntity(id: string) {
    return this.#answer(`entity ${id}`, () => found(this.story.entities.find((one) => one.id === id)));
  }

  listSeries(query: { entityId?: string; service?: string } = {}) {
    return this.#answer('series', () => ({
      items: this.story.series.filter((one) => !query.entityId || one.entity.id === query.entityId),
      next: null,
    }));
  }

  getSeries(id: string) {
    return this.#answer(`series ${id}`, () => found(this.story.series.find((one) => one.id === id)));
  }

  query(request: QueryRequest) {
    return this.#answer('query', () => ({
      results: request.queries.map((query) => ({
        ref: query.ref ?? null,
        series: this.story.series
          .filter((one) => one.id === query.seriesId)
          .map((one) =>
            columnsOf(one, this.story.anomalies, { from: query.from, to: query.to, points: query.maxDataPoints })
          ),
        truncated: false,
      })),
      stepsRead: 0,
    }));
  }

  listAnomalies(query: { problemId?: string; entityId?: string } = {}) {
    return this.#answer('anomalies', () => ({
      items: this.story.anomalies.filter(
        (one) =>
          (!query.problemId || one.problemId === query.problemId) &&
          (!query.entityId || one.entityId === query.entityId)
      ),
      next: null,
    }));
  }

  getAnomaly(id: string) {
    return this.#answer(`anomaly ${id}`, () => found(this.story.anomalies.find((one) => one.id === id)));
  }

  listProblems(query: { entityId?: string; from?: number } = {}) {
    return this.#answer('problems', () => ({
      items: this.story.problems
        .filter((one) => !query.entityId || one.entityId === query.entityId)
        .filter((one) => (one.end ?? Infinity) >= (query.from ?? 0))
        .map((one) => this.#withWords(one)),
      next: null,
    }));
  }

  getProblem(id: string) {
    return this.#answer(`problem ${id}`, () => ({
      problem: this.#withWords(found(this.story.problems.find((one) => one.id === id))),
      anomalies: this.story.anomalies.filter((one) => one.problemId === id),
    }));
  }

  #withWords(one: Problem): Problem {
    const words = this.feedback.filter((word) => word.problemId === one.id && !word.withdrawn);
    return { ...one, feedback: { ...one.feedback, words, count: words.length } };
  }

  listFeedback(query: { problemId?: string; service?: string; entityId?: string } = {}) {
    const mine = new Set(
      this.story.problems
        .filter((one) => one.entityId === query.entityId || one.service === query.service)
        .map((one) => one.id)
    );
    return this.#answer('feedback', () => ({
      items: this.feedback.filter((one) =>
        query.problemId ? one.problemId === query.problemId : mine.has(one.problemId ?? '')
      ),
      next: null,
    }));
  }

  getFeedback(id: string) {
    return this.#answer(`feedback ${id}`, () => {
      const one = found(this.feedback.find((word) => word.id === id));
      return { feedback: one, revisions: [one] };
    });
  }

  saveFeedback(request: FeedbackRequest) {
    return this.#answer(`say ${request.word}`, () => {
      const verdict = VERDICTS.includes(request.word);
      const before = this.feedback.find(
        (one) =>
          one.problemId === request.problemId &&
          one.person.id === me.id &&
          (verdict ? VERDICTS.includes(one.word) : one.word === request.word)
      );
      const saved = {
        ...request,
        id: before?.id ?? uuid(1000 + this.feedback.length),
        service: 'orders',
        withdrawn: false,
        person: me,
        time: Date.now(),
        revision: (before?.revision ?? 0) + 1,
      } as Feedback;
      if (before) this.feedback.splice(this.feedback.indexOf(before), 1);
      this.feedback.unshift(saved);
      const subject = this.story.problems.find((one) => one.id === request.problemId)?.description ?? 'the problem';
      return { feedback: saved, message: `Recorded for ${subject}; it does not change detection yet.` };
    });
  }

  withdrawFeedback(id: string) {
    return this.#answer(`withdraw ${id}`, () => {
      const one = found(this.feedback.find((word) => word.id === id));
      one.withdrawn = true;
      one.revision += 1;
      return { feedback: one, message: 'Taken back.' };
    });
  }

  listForecasts(query: { service?: string; horizon?: string } = {}) {
    return this.#answer('forecasts', () => ({
      items: this.story.series
        .filter((one) => !query.service || one.entity.name === query.service)
        .map((one) => forecastOf(one, this.story.now)),
      next: null,
    }));
  }

  getForecast(seriesId: string): Promise<Forecast> {
    return this.#answer(`forecast ${seriesId}`, () =>
      forecastOf(found(this.story.series.find((one) => one.id === seriesId)), this.story.now)
    );
  }

  listPastForecasts() {
    return this.#answer('past forecasts', () => ({ items: [], next: null }));
  }

  getSaid(seriesId: string, query: { from: number; to: number }) {
    return this.#answer(`said ${seriesId}`, () => {
      const series = found(this.story.series.find((one) => one.id === seriesId));
      return saidOf(series, this.story.anomalies, query.from, query.to);
    });
  }

  listRatedServices(query: RatedServiceQuery = {}) {
    const { q = '', owner, band, scope = 'all', offset = 0, limit = 50 } = query;
    return this.#answer(`rated ${JSON.stringify(query)}`, () => {
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
    return this.#answer('ratings', () => ({ items: this.story.ratings.map((one) => one.rating), next: null }));
  }

  getRating(id: string) {
    return this.#answer(
      `rating ${id}`,
      () => found(this.story.ratings.find((one) => one.rating.entityId === id)).rating
    );
  }

  getRatingHistory(id: string) {
    return this.#answer(`history ${id}`, () => ({ entityId: id, points: [] }));
  }

  listVotes(id: string) {
    return this.#answer(`votes ${id}`, () => ({
      items: this.votes.filter((one) => one.entityId === id && !one.withdrawn),
      next: null,
    }));
  }

  saveVote(id: string, vote: { stars: number; comment?: string }) {
    return this.#answer(`vote ${vote.stars}`, () => {
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
    return this.#answer('withdraw vote', () => {
      const one = found(this.votes.find((vote) => vote.entityId === id && vote.person.id === me.id));
      one.withdrawn = true;
      return one;
    });
  }

  listPostMortems(query: { state?: string; actionOwner?: string; problemId?: string; service?: string } = {}) {
    return this.#answer('post-mortems', () => ({
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
    return this.#answer(`post-mortem ${id}`, () => this.#detail(this.#postMortem(id)));
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
    return this.#answer(`markdown ${id}`, () => `# ${this.#postMortem(id).title}\n\nAuthor: Engineer 1\n`);
  }

  createPostMortem(request: PostMortemCreate) {
    return this.#answer('create post-mortem', () => {
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
    return this.#answer(`update ${id}`, () => {
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
    return this.#answer(`publish ${id}`, () => {
      Object.assign(one, { state: 'published', publishedAt: Date.now(), revision: one.revision + 1 });
      return this.#detail(one);
    });
  }

  listInventory(query: InventoryQuery = {}) {
    const { state, q = '', owner, offset = 0, limit = 50 } = query;
    return this.#answer(`inventory ${JSON.stringify(query)}`, () => {
      const named = this.story.inventory.filter((one) =>
        `${one.telemetry?.name ?? ''} ${one.catalog?.ref ?? ''}`.includes(q)
      );
      const matching = named.filter((one) => !owner || one.catalog?.owner?.endsWith(owner));
      const rows = matching.filter((one) => (state ? one.state === state : one.state !== 'dismissed'));
      const count = (of: InventoryRow['state']) => matching.filter((one) => one.state === of).length;
      return {
        items: rows.slice(offset, offset + limit),
        next: null,
        total: rows.length,
        owners: [...new Set(named.flatMap((one) => one.catalog?.owner ?? []))].sort(),
        counts: {
          conflict: count('conflict'),
          drifted: count('drifted'),
          proposed: count('proposed'),
          catalogOnly: count('catalog-only'),
          matched: count('matched'),
          dismissed: count('dismissed'),
        },
      };
    });
  }

  planAcceptance(rows: string[]) {
    return this.#answer('plan', () => ({
      items: rows.map((id) => {
        const name = id.split('/').at(-1) ?? id;
        return {
          id,
          entityRef: refOf(name),
          title: name,
          owner: 'group:default/unknown',
          lifecycle: 'production',
          serviceName: `shop/${name}`,
          obstacle: null,
        };
      }),
    }));
  }

  decideInventory(decisions: InventoryDecision[]) {
    return this.#answer(`decide ${decisions.map((one) => `${one.decision} ${one.id}`).join(', ')}`, () => {
      const rows = decisions.map((decision) => {
        const row = found(this.story.inventory.find((one) => one.id === decision.id));
        const ref = decision.ref ?? (decision.decision === 'accept' ? refOf(row.telemetry?.name ?? '') : null);
        row.decided = {
          decision: decision.decision,
          ref,
          owner: decision.owner ?? null,
          person: me,
          time: Date.now(),
        };
        if (decision.decision === 'accept') {
          row.sentence = `Accepted by Ana: waiting for ${ref?.replace('default/', '')} to appear in the catalog.`;
        } else if (decision.decision === 'dismiss') {
          row.state = 'dismissed';
        } else if (decision.decision === 'undo') {
          row.state = 'proposed';
          row.decided = null;
        } else {
          row.state = 'matched';
          row.catalog ??= catalogEntity(row.telemetry?.name ?? '', null, this.story.now);
        }
        return row;
      });
      return { items: rows, created: [], removed: [] };
    });
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('There is no such thing in this story.');
  return value;
}
