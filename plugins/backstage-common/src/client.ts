import { ResponseError } from '@backstage/errors';
import type { AcceptancePlan, InventoryDecided } from './acceptance';
import type { InventoryQuery, WeirApi, WeirRequestOptions } from './api';
import type { EntitySummaries, EntitySummariesRequest } from './entity-summary';
import type { RatedServicePage, RatedServiceQuery } from './rated-service';
import type * as schemas from './schemas';
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

  listEntities(query: schemas.QueryOf<'listEntities'> = {}, options?: WeirRequestOptions) {
    return this.#get<schemas.WeirEntityPage>(path`/v1/entities`, query, options);
  }

  getEntity(id: string, options?: WeirRequestOptions) {
    return this.#get<schemas.WeirEntity>(path`/v1/entities/${id}`, {}, options);
  }

  listSeries(query: schemas.QueryOf<'listSeries'> = {}, options?: WeirRequestOptions) {
    return this.#get<schemas.SeriesPage>(path`/v1/series`, query, options);
  }

  getSeries(id: string, options?: WeirRequestOptions) {
    return this.#get<schemas.Series>(path`/v1/series/${id}`, {}, options);
  }

  query(request: schemas.QueryRequest, options?: WeirRequestOptions) {
    return this.#send<schemas.QueryResponse>('POST', path`/v1/query`, request, options);
  }

  listAnomalies(query: schemas.QueryOf<'listAnomalies'> = {}, options?: WeirRequestOptions) {
    return this.#get<schemas.AnomalyPage>(path`/v1/anomalies`, query, options);
  }

  getAnomaly(id: string, options?: WeirRequestOptions) {
    return this.#get<schemas.Anomaly>(path`/v1/anomalies/${id}`, {}, options);
  }

  listProblems(query: schemas.QueryOf<'listProblems'> = {}, options?: WeirRequestOptions) {
    return this.#get<schemas.ProblemPage>(path`/v1/problems`, query, options);
  }

  getProblem(id: string, options?: WeirRequestOptions) {
    return this.#get<schemas.ProblemDetail>(path`/v1/problems/${id}`, {}, options);
  }

  listFeedback(query: schemas.QueryOf<'listFeedback'> = {}, options?: WeirRequestOptions) {
    return this.#get<schemas.FeedbackPage>(path`/v1/feedback`, query, options);
  }

  getFeedback(id: string, options?: WeirRequestOptions) {
    return this.#get<schemas.FeedbackDetail>(path`/v1/feedback/${id}`, {}, options);
  }

  saveFeedback(request: schemas.FeedbackRequest, options?: WeirRequestOptions) {
    return this.#send<schemas.FeedbackSaved>('POST', path`/v1/feedback`, request, options);
  }

  withdrawFeedback(id: string, options?: WeirRequestOptions) {
    return this.#send<schemas.FeedbackSaved>('POST', path`/v1/feedback/${id}/withdraw`, undefined, options);
  }

  listForecasts(query: schemas.QueryOf<'listForecasts'> = {}, options?: WeirRequestOptions) {
    return this.#get<schemas.ForecastSummaryPage>(path`/v1/forecasts`, query, options);
  }

  getForecast(seriesId: string, query: schemas.QueryOf<'getForecast'> = {}, options?: WeirRequestOptions) {
    return this.#get<schemas.Forecast>(path`/v1/series/${seriesId}/forecast`, query, options);
  }

  listPastForecasts(seriesId: string, query: schemas.QueryOf<'listPastForecasts'> = {}, options?: WeirRequestOptions) {
    return this.#get<schemas.ForecastPage>(path`/v1/series/${seriesId}/forecasts`, query, options);
  }

  getSaid(seriesId: string, query: schemas.QueryOf<'getSaid'>, options?: WeirRequestOptions) {
    return this.#get<schemas.Said>(path`/v1/series/${seriesId}/said`, query, options);
  }

  listRatedServices(query: RatedServiceQuery = {}, options?: WeirRequestOptions): Promise<RatedServicePage> {
    return this.#get(path`/v1/rated-services`, { ...query }, options);
  }

  listRatings(query: schemas.QueryOf<'listRatings'> = {}, options?: WeirRequestOptions) {
    return this.#get<schemas.RatingPage>(path`/v1/ratings`, query, options);
  }

  getRating(id: string, options?: WeirRequestOptions) {
    return this.#get<schemas.Rating>(path`/v1/ratings/${id}`, {}, options);
  }

  getRatingHistory(id: string, query: schemas.QueryOf<'getRatingHistory'> = {}, options?: WeirRequestOptions) {
    return this.#get<schemas.RatingHistory>(path`/v1/ratings/${id}/history`, query, options);
  }

  listVotes(id: string, query: schemas.QueryOf<'listVotes'> = {}, options?: WeirRequestOptions) {
    return this.#get<schemas.VotePage>(path`/v1/ratings/${id}/votes`, query, options);
  }

  saveVote(id: string, vote: { stars: number; comment?: string }, options?: WeirRequestOptions) {
    return this.#send<schemas.Vote>('PUT', path`/v1/ratings/${id}/vote`, vote, options);
  }

  withdrawVote(id: string, options?: WeirRequestOptions) {
    return this.#send<schemas.Vote>('DELETE', path`/v1/ratings/${id}/vote`, undefined, options);
  }

  listPostMortems(query: schemas.QueryOf<'listPostMortems'> = {}, options?: WeirRequestOptions) {
    return this.#get<schemas.PostMortemPage>(path`/v1/post-mortems`, query, options);
  }

  getPostMortem(id: string, options?: WeirRequestOptions) {
    return this.#get<schemas.PostMortemDetail>(path`/v1/post-mortems/${id}`, {}, options);
  }

  async getPostMortemMarkdown(id: string, options?: WeirRequestOptions): Promise<string> {
    const answer = await this.#fetch('GET', path`/v1/post-mortems/${id}/markdown`, {}, undefined, options);
    return answer.text();
  }

  createPostMortem(request: schemas.PostMortemCreate, options?: WeirRequestOptions) {
    return this.#send<schemas.PostMortemDetail>('POST', path`/v1/post-mortems`, request, options);
  }

  updatePostMortem(id: string, request: schemas.PostMortemUpdate, options?: WeirRequestOptions) {
    return this.#send<schemas.PostMortemDetail>('PUT', path`/v1/post-mortems/${id}`, request, options);
  }

  publishPostMortem(id: string, request: { revision: number }, options?: WeirRequestOptions) {
    return this.#send<schemas.PostMortemDetail>('POST', path`/v1/post-mortems/${id}/publish`, request, options);
  }

  listInventory(query: InventoryQuery = {}, options?: WeirRequestOptions) {
    return this.#get<schemas.InventoryPage>(path`/v1/inventory`, { ...query }, options);
  }

  planAcceptance(ids: string[], options?: WeirRequestOptions): Promise<AcceptancePlan> {
    return this.#send('POST', path`/v1/inventory/acceptance-plan`, { ids }, options);
  }

  decideInventory(decisions: schemas.InventoryDecision[], options?: WeirRequestOptions): Promise<InventoryDecided> {
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
