import { ResponseError } from '@backstage/errors';
import type { AcceptancePlan, InventoryDecided } from './acceptance';
import type { InventoryQuery, WeirApi, WeirRequestOptions } from './api';
import type { EntitySummaries, EntitySummariesRequest } from './entity-summary';
import type { RatedServicePage, RatedServiceQuery } from './rated-service';
import type {
  Anomaly,
  AnomalyPage,
  FeedbackDetail,
  FeedbackPage,
  FeedbackRequest,
  FeedbackSaved,
  Forecast,
  ForecastPage,
  ForecastSummaryPage,
  InventoryDecision,
  InventoryPage,
  PostMortemCreate,
  PostMortemDetail,
  PostMortemPage,
  PostMortemUpdate,
  ProblemDetail,
  ProblemPage,
  QueryOf,
  QueryRequest,
  QueryResponse,
  Rating,
  RatingHistory,
  RatingPage,
  Said,
  Series,
  SeriesPage,
  Vote,
  VotePage,
  WeirEntity,
  WeirEntityPage,
} from './schemas';
import type { WeirStatus } from './status';

const PLUGIN_ID = 'weir';

type Query = Readonly<Record<string, unknown>>;

/**
 * Asks the plugin's backend.
 *
 * @public
 */
export class WeirClient implements WeirApi {
  readonly #discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetchApi: { fetch: typeof fetch };

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  getStatus(options?: WeirRequestOptions): Promise<WeirStatus> {
    return this.#get(path`/v1/status`, {}, options);
  }

  getEntitySummaries(request: EntitySummariesRequest, options?: WeirRequestOptions): Promise<EntitySummaries> {
    return this.#send('POST', path`/v1/entity-summaries`, request, options);
  }

  listEntities(query: QueryOf<'listEntities'> = {}, options?: WeirRequestOptions) {
    return this.#get<WeirEntityPage>(path`/v1/entities`, query, options);
  }

  getEntity(id: string, options?: WeirRequestOptions) {
    return this.#get<WeirEntity>(path`/v1/entities/${id}`, {}, options);
  }

  listSeries(query: QueryOf<'listSeries'> = {}, options?: WeirRequestOptions) {
    return this.#get<SeriesPage>(path`/v1/series`, query, options);
  }

  getSeries(id: string, options?: WeirRequestOptions) {
    return this.#get<Series>(path`/v1/series/${id}`, {}, options);
  }

  query(request: QueryRequest, options?: WeirRequestOptions) {
    return this.#send<QueryResponse>('POST', path`/v1/query`, request, options);
  }

  listAnomalies(query: QueryOf<'listAnomalies'> = {}, options?: WeirRequestOptions) {
    return this.#get<AnomalyPage>(path`/v1/anomalies`, query, options);
  }

  getAnomaly(id: string, options?: WeirRequestOptions) {
    return this.#get<Anomaly>(path`/v1/anomalies/${id}`, {}, options);
  }

  listProblems(query: QueryOf<'listProblems'> = {}, options?: WeirRequestOptions) {
    return this.#get<ProblemPage>(path`/v1/problems`, query, options);
  }

  getProblem(id: string, options?: WeirRequestOptions) {
    return this.#get<ProblemDetail>(path`/v1/problems/${id}`, {}, options);
  }

  listFeedback(query: QueryOf<'listFeedback'> = {}, options?: WeirRequestOptions) {
    return this.#get<FeedbackPage>(path`/v1/feedback`, query, options);
  }

  getFeedback(id: string, options?: WeirRequestOptions) {
    return this.#get<FeedbackDetail>(path`/v1/feedback/${id}`, {}, options);
  }

  saveFeedback(request: FeedbackRequest, options?: WeirRequestOptions) {
    return this.#send<FeedbackSaved>('POST', path`/v1/feedback`, request, options);
  }

  withdrawFeedback(id: string, options?: WeirRequestOptions) {
    return this.#send<FeedbackSaved>('POST', path`/v1/feedback/${id}/withdraw`, undefined, options);
  }

  listForecasts(query: QueryOf<'listForecasts'> = {}, options?: WeirRequestOptions) {
    return this.#get<ForecastSummaryPage>(path`/v1/forecasts`, query, options);
  }

  getForecast(seriesId: string, query: QueryOf<'getForecast'> = {}, options?: WeirRequestOptions) {
    return this.#get<Forecast>(path`/v1/series/${seriesId}/forecast`, query, options);
  }

  listPastForecasts(seriesId: string, query: QueryOf<'listPastForecasts'> = {}, options?: WeirRequestOptions) {
    return this.#get<ForecastPage>(path`/v1/series/${seriesId}/forecasts`, query, options);
  }

  getSaid(seriesId: string, query: QueryOf<'getSaid'>, options?: WeirRequestOptions) {
    return this.#get<Said>(path`/v1/series/${seriesId}/said`, query, options);
  }

  listRatedServices(query: RatedServiceQuery = {}, options?: WeirRequestOptions): Promise<RatedServicePage> {
    return this.#get(path`/v1/rated-services`, { ...query }, options);
  }

  listRatings(query: QueryOf<'listRatings'> = {}, options?: WeirRequestOptions) {
    return this.#get<RatingPage>(path`/v1/ratings`, query, options);
  }

  getRating(id: string, options?: WeirRequestOptions) {
    return this.#get<Rating>(path`/v1/ratings/${id}`, {}, options);
  }

  getRatingHistory(id: string, query: QueryOf<'getRatingHistory'> = {}, options?: WeirRequestOptions) {
    return this.#get<RatingHistory>(path`/v1/ratings/${id}/history`, query, options);
  }

  listVotes(id: string, query: QueryOf<'listVotes'> = {}, options?: WeirRequestOptions) {
    return this.#get<VotePage>(path`/v1/ratings/${id}/votes`, query, options);
  }

  saveVote(id: string, vote: { stars: number; comment?: string }, options?: WeirRequestOptions) {
    return this.#send<Vote>('PUT', path`/v1/ratings/${id}/vote`, vote, options);
  }

  withdrawVote(id: string, options?: WeirRequestOptions) {
    return this.#send<Vote>('DELETE', path`/v1/ratings/${id}/vote`, undefined, options);
  }

  listPostMortems(query: QueryOf<'listPostMortems'> = {}, options?: WeirRequestOptions) {
    return this.#get<PostMortemPage>(path`/v1/post-mortems`, query, options);
  }

  getPostMortem(id: string, options?: WeirRequestOptions) {
    return this.#get<PostMortemDetail>(path`/v1/post-mortems/${id}`, {}, options);
  }

  async getPostMortemMarkdown(id: string, options?: WeirRequestOptions): Promise<string> {
    const answer = await this.#fetch('GET', path`/v1/post-mortems/${id}/markdown`, {}, undefined, options);
    return answer.text();
  }

  createPostMortem(request: PostMortemCreate, options?: WeirRequestOptions) {
    return this.#send<PostMortemDetail>('POST', path`/v1/post-mortems`, request, options);
  }

  updatePostMortem(id: string, request: PostMortemUpdate, options?: WeirRequestOptions) {
    return this.#send<PostMortemDetail>('PUT', path`/v1/post-mortems/${id}`, request, options);
  }

  publishPostMortem(id: string, request: { revision: number }, options?: WeirRequestOptions) {
    return this.#send<PostMortemDetail>('POST', path`/v1/post-mortems/${id}/publish`, request, options);
  }

  listInventory(query: InventoryQuery = {}, options?: WeirRequestOptions) {
    return this.#get<InventoryPage>(path`/v1/inventory`, { ...query }, options);
  }

  planAcceptance(ids: string[], options?: WeirRequestOptions): Promise<AcceptancePlan> {
    return this.#send('POST', path`/v1/inventory/acceptance-plan`, { ids }, options);
  }

  decideInventory(decisions: InventoryDecision[], options?: WeirRequestOptions): Promise<InventoryDecided> {
    return this.#send('POST', path`/v1/inventory/decisions`, { decisions }, options);
  }

  async #get<T>(at: string, query: Query, options?: WeirRequestOptions): Promise<T> {
    const answer = await this.#fetch('GET', at, query, undefined, options);
    return (await answer.json()) as T;
  }

  async #send<T>(method: string, at: string, body: unknown, options?: WeirRequestOptions): Promise<T> {
    const answer = await this.#fetch(method, at, {}, body, options);
    return (await answer.json()) as T;
  }

  async #fetch(method: string, at: string, query: Query, body: unknown, options?: WeirRequestOptions) {
    const baseUrl = await this.#discoveryApi.getBaseUrl(PLUGIN_ID);
    const answer = await this.#fetchApi.fetch(`${baseUrl}${at}${queryString(query)}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      ...(options?.signal === undefined ? {} : { signal: options.signal }),
    });
    if (!answer.ok) throw await ResponseError.fromResponse(answer);
    return answer;
  }
}

/** A path whose parts from outside are encoded, so that none reaches another operation. */
function path(parts: TemplateStringsArray, ...values: string[]): string {
  return parts.reduce((whole, part, at) => whole + encodeURIComponent(values[at - 1] as string) + part);
}

function queryString(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
