import type { AcceptancePlan, InventoryDecided } from './acceptance';
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

/**
 * Ends a request early, when its page is left.
 *
 * @public
 */
export interface WeirRequestOptions {
  signal?: AbortSignal;
}

/**
 * Everything that Weir's pages ask for. All of it goes to the plugin's backend, which asks the detection service in the
 * name of the person who is signed in. Failures are `ResponseError`s; `weirProblemOf` reads them.
 *
 * @public
 */
export interface WeirApi {
  /** Whether Weir answers, and what it can do. Never fails because of Weir. */
  getStatus(options?: WeirRequestOptions): Promise<WeirStatus>;

  /** What all cards of a page show, in one request; the last known values while Weir is down. */
  getEntitySummaries(request: EntitySummariesRequest, options?: WeirRequestOptions): Promise<EntitySummaries>;

  listEntities(query?: QueryOf<'listEntities'>, options?: WeirRequestOptions): Promise<WeirEntityPage>;
  getEntity(id: string, options?: WeirRequestOptions): Promise<WeirEntity>;
  listSeries(query?: QueryOf<'listSeries'>, options?: WeirRequestOptions): Promise<SeriesPage>;
  getSeries(id: string, options?: WeirRequestOptions): Promise<Series>;
  /** Values with bands of many series at once. */
  query(request: QueryRequest, options?: WeirRequestOptions): Promise<QueryResponse>;

  listAnomalies(query?: QueryOf<'listAnomalies'>, options?: WeirRequestOptions): Promise<AnomalyPage>;
  getAnomaly(id: string, options?: WeirRequestOptions): Promise<Anomaly>;
  listProblems(query?: QueryOf<'listProblems'>, options?: WeirRequestOptions): Promise<ProblemPage>;
  getProblem(id: string, options?: WeirRequestOptions): Promise<ProblemDetail>;

  listFeedback(query?: QueryOf<'listFeedback'>, options?: WeirRequestOptions): Promise<FeedbackPage>;
  getFeedback(id: string, options?: WeirRequestOptions): Promise<FeedbackDetail>;
  saveFeedback(request: FeedbackRequest, options?: WeirRequestOptions): Promise<FeedbackSaved>;
  withdrawFeedback(id: string, options?: WeirRequestOptions): Promise<FeedbackSaved>;

  listForecasts(query?: QueryOf<'listForecasts'>, options?: WeirRequestOptions): Promise<ForecastSummaryPage>;
  getForecast(seriesId: string, query?: QueryOf<'getForecast'>, options?: WeirRequestOptions): Promise<Forecast>;
  listPastForecasts(
    seriesId: string,
    query?: QueryOf<'listPastForecasts'>,
    options?: WeirRequestOptions
  ): Promise<ForecastPage>;
  getSaid(seriesId: string, query: QueryOf<'getSaid'>, options?: WeirRequestOptions): Promise<Said>;

  /** Rows of the ratings page: with owner and trend, paged by offset at the backend. */
  listRatedServices(query?: RatedServiceQuery, options?: WeirRequestOptions): Promise<RatedServicePage>;
  listRatings(query?: QueryOf<'listRatings'>, options?: WeirRequestOptions): Promise<RatingPage>;
  /** @param id - id of the service in Weir (`rating.entityId`) */
  getRating(id: string, options?: WeirRequestOptions): Promise<Rating>;
  getRatingHistory(
    id: string,
    query?: QueryOf<'getRatingHistory'>,
    options?: WeirRequestOptions
  ): Promise<RatingHistory>;
  listVotes(id: string, query?: QueryOf<'listVotes'>, options?: WeirRequestOptions): Promise<VotePage>;
  /** Whether the person owns the service is found out by the backend. */
  saveVote(id: string, vote: { stars: number; comment?: string }, options?: WeirRequestOptions): Promise<Vote>;
  withdrawVote(id: string, options?: WeirRequestOptions): Promise<Vote>;

  listPostMortems(query?: QueryOf<'listPostMortems'>, options?: WeirRequestOptions): Promise<PostMortemPage>;
  getPostMortem(id: string, options?: WeirRequestOptions): Promise<PostMortemDetail>;
  getPostMortemMarkdown(id: string, options?: WeirRequestOptions): Promise<string>;
  createPostMortem(request: PostMortemCreate, options?: WeirRequestOptions): Promise<PostMortemDetail>;
  /** A `ConflictError` when somebody saved another revision in the meantime. */
  updatePostMortem(id: string, request: PostMortemUpdate, options?: WeirRequestOptions): Promise<PostMortemDetail>;
  publishPostMortem(id: string, request: { revision: number }, options?: WeirRequestOptions): Promise<PostMortemDetail>;

  /** Telemetry beside the catalog: searched, ordered and paged by offset at the service. */
  listInventory(query?: InventoryQuery, options?: WeirRequestOptions): Promise<InventoryPage>;
  /** What accepting these proposed rows would create; changes nothing. */
  planAcceptance(ids: string[], options?: WeirRequestOptions): Promise<AcceptancePlan>;
  /** Decides about rows: all of the decisions are taken, or none. */
  decideInventory(decisions: InventoryDecision[], options?: WeirRequestOptions): Promise<InventoryDecided>;
}

/**
 * Which rows of the inventory to list.
 *
 * @public
 */
export interface InventoryQuery {
  state?: 'conflict' | 'drifted' | 'proposed' | 'catalog-only' | 'matched' | 'dismissed';
  q?: string;
  owner?: string;
  sort?: 'attention' | 'service' | 'owner';
  offset?: number;
  /** 1 to 200, default 50. */
  limit?: number;
}
