import Type from 'typebox';
import { AnomalyListParameters, AnomalyPage, AnomalyPath, Anomaly } from './anomaly.ts';
import {
  CatalogBatch,
  CatalogEntity,
  CatalogEntityInput,
  CatalogEntityPage,
  CatalogListParameters,
  CatalogPath,
  CatalogSaved,
} from './catalog.ts';
import { Change, ChangeParameters } from './change.ts';
import { Entity, EntityListParameters, EntityPage, EntityPath } from './entity.ts';
import { ErrorBody } from './error.ts';
import {
  FeedbackDetail,
  FeedbackListParameters,
  FeedbackPage,
  FeedbackPath,
  FeedbackRequest,
  FeedbackSaved,
} from './feedback.ts';
import {
  Forecast,
  ForecastListParameters,
  ForecastPage,
  ForecastParameters,
  ForecastPath,
  ForecastSummaryPage,
  PastForecastParameters,
  Said,
  SaidParameters,
} from './forecast.ts';
import { Info } from './info.ts';
import { InventoryDecisions, InventoryListParameters, InventoryPage, InventoryRows } from './inventory.ts';
import {
  PostMortemCreate,
  PostMortemDetail,
  PostMortemListParameters,
  PostMortemPage,
  PostMortemPath,
  PostMortemPublish,
  PostMortemUpdate,
} from './post-mortem.ts';
import { ProblemDetail, ProblemListParameters, ProblemPage, ProblemPath } from './problem.ts';
import { QueryRequest, QueryResponse } from './query.ts';
import {
  Rating,
  RatingHistory,
  RatingHistoryParameters,
  RatingListParameters,
  RatingPage,
  RatingPath,
  Vote,
  VoteListParameters,
  VotePage,
  VoteRequest,
} from './rating.ts';
import { Series, SeriesListParameters, SeriesPage, SeriesPath } from './series.ts';
import { SourceListParameters, SourcePage } from './source.ts';
import {
  SubscriptionChanges,
  SubscriptionListParameters,
  SubscriptionPage,
  SubscriptionReport,
  SubscriptionReported,
  SubscriptionsSaved,
  SubscriptionStatePage,
} from './subscription.ts';

interface Named {
  readonly $id: string;
}
const answer = (schema: Named, description: string) => Type.Unsafe({ $ref: `${schema.$id}#`, description });

/** What every operation may answer besides its success. */
const refusals = {
  '4XX': answer(ErrorBody, 'The request was refused: the body says why.'),
  '5XX': answer(ErrorBody, 'The service could not answer; `unavailable` is worth another try.'),
};

/** Every operation of the contract: its id (the name of the method in clients), what it takes, what it answers. */
export const operations = {
  getInfo: {
    operationId: 'getInfo',
    summary: 'Version, capabilities and limits of the service.',
    tags: ['service'],
    response: { 200: answer(Info, 'Who answers.'), ...refusals },
  },
  listEntities: {
    operationId: 'listEntities',
    summary: 'Services, endpoints and devices that are watched.',
    tags: ['catalogue'],
    querystring: EntityListParameters,
    response: { 200: answer(EntityPage, 'One page of entities.'), ...refusals },
  },
  getEntity: {
    operationId: 'getEntity',
    summary: 'One entity.',
    tags: ['catalogue'],
    params: EntityPath,
    response: { 200: answer(Entity, 'The entity.'), ...refusals },
  },
  listSeries: {
    operationId: 'listSeries',
    summary: 'Series that are watched.',
    tags: ['catalogue'],
    querystring: SeriesListParameters,
    response: { 200: answer(SeriesPage, 'One page of series.'), ...refusals },
  },
  getSeries: {
    operationId: 'getSeries',
    summary: 'One series.',
    tags: ['catalogue'],
    params: SeriesPath,
    response: { 200: answer(Series, 'The series.'), ...refusals },
  },
  querySeries: {
    operationId: 'querySeries',
    summary: 'Values and verdicts of series, in columns.',
    tags: ['results'],
    body: Type.Unsafe({ $ref: `${QueryRequest.$id}#` }),
    response: { 200: answer(QueryResponse, 'One result per query.'), ...refusals },
  },
  listAnomalies: {
    operationId: 'listAnomalies',
    summary: 'Anomalies, the newest start first.',
    tags: ['results'],
    querystring: AnomalyListParameters,
    response: { 200: answer(AnomalyPage, 'One page of anomalies.'), ...refusals },
  },
  getAnomaly: {
    operationId: 'getAnomaly',
    summary: 'One anomaly.',
    tags: ['results'],
    params: AnomalyPath,
    response: { 200: answer(Anomaly, 'The anomaly.'), ...refusals },
  },
  listProblems: {
    operationId: 'listProblems',
    summary: 'Problems, the newest start first.',
    tags: ['results'],
    querystring: ProblemListParameters,
    response: { 200: answer(ProblemPage, 'One page of problems.'), ...refusals },
  },
  getProblem: {
    operationId: 'getProblem',
    summary: 'One problem with its anomalies.',
    tags: ['results'],
    params: ProblemPath,
    response: { 200: answer(ProblemDetail, 'The problem with its anomalies.'), ...refusals },
  },
  saveFeedback: {
    operationId: 'saveFeedback',
    summary: 'Says a word on an anomaly or a problem, or changes the word that the same person said before.',
    tags: ['people'],
    body: Type.Unsafe({ $ref: `${FeedbackRequest.$id}#` }),
    response: { 200: answer(FeedbackSaved, 'The word as it was saved.'), ...refusals },
  },
  withdrawFeedback: {
    operationId: 'withdrawFeedback',
    summary: 'Takes a word back; what was said stays in its history.',
    tags: ['people'],
    params: FeedbackPath,
    response: { 200: answer(FeedbackSaved, 'The word as it is now.'), ...refusals },
  },
  listFeedback: {
    operationId: 'listFeedback',
    summary: 'What people said, the newest first.',
    tags: ['people'],
    querystring: FeedbackListParameters,
    response: { 200: answer(FeedbackPage, 'One page of feedback.'), ...refusals },
  },
  getFeedback: {
    operationId: 'getFeedback',
    summary: 'One word with its history.',
    tags: ['people'],
    params: FeedbackPath,
    response: { 200: answer(FeedbackDetail, 'The word with its history.'), ...refusals },
  },
  createPostMortem: {
    operationId: 'createPostMortem',
    summary: 'Opens a post-mortem: from a problem its timeline and numbers are filled in.',
    tags: ['post-mortems'],
    body: Type.Unsafe({ $ref: `${PostMortemCreate.$id}#` }),
    response: { 200: answer(PostMortemDetail, 'The draft; of a problem that has one already, that one.'), ...refusals },
  },
  listPostMortems: {
    operationId: 'listPostMortems',
    summary: 'Post-mortems, the newest first.',
    tags: ['post-mortems'],
    querystring: PostMortemListParameters,
    response: { 200: answer(PostMortemPage, 'One page of post-mortems.'), ...refusals },
  },
  getPostMortem: {
    operationId: 'getPostMortem',
    summary: 'One post-mortem with what its timeline can be filled from.',
    tags: ['post-mortems'],
    params: PostMortemPath,
    response: { 200: answer(PostMortemDetail, 'The post-mortem.'), ...refusals },
  },
  updatePostMortem: {
    operationId: 'updatePostMortem',
    summary: 'Saves a post-mortem; `conflict` says what somebody else has changed meanwhile.',
    tags: ['post-mortems'],
    params: PostMortemPath,
    body: Type.Unsafe({ $ref: `${PostMortemUpdate.$id}#` }),
    response: { 200: answer(PostMortemDetail, 'The post-mortem as it was saved.'), ...refusals },
  },
  publishPostMortem: {
    operationId: 'publishPostMortem',
    summary: 'Publishes a post-mortem whose action items all have an owner and a date.',
    tags: ['post-mortems'],
    params: PostMortemPath,
    body: Type.Unsafe({ $ref: `${PostMortemPublish.$id}#` }),
    response: { 200: answer(PostMortemDetail, 'The published post-mortem.'), ...refusals },
  },
  getPostMortemMarkdown: {
    operationId: 'getPostMortemMarkdown',
    summary: 'A post-mortem as a Markdown document, with roles in the place of names.',
    tags: ['post-mortems'],
    params: PostMortemPath,
    response: {
      200: {
        description: 'The document.',
        content: { 'text/markdown': { schema: Type.String({ description: 'CommonMark.' }) } },
      },
      ...refusals,
    },
  },
  listInventory: {
    operationId: 'listInventory',
    summary: 'Services as telemetry and catalog know them, what wants a person first.',
    tags: ['inventory'],
    querystring: InventoryListParameters,
    response: { 200: answer(InventoryPage, 'One page of the inventory.'), ...refusals },
  },
  decideInventory: {
    operationId: 'decideInventory',
    summary: 'Accepts, dismisses or settles services of the inventory.',
    tags: ['inventory'],
    body: Type.Unsafe({ $ref: `${InventoryDecisions.$id}#` }),
    response: { 200: answer(InventoryRows, 'The rows as they are now.'), ...refusals },
  },
  listCatalogEntities: {
    operationId: 'listCatalogEntities',
    summary: 'Entities that portals pushed. Has an ETag over the whole catalog; `If-None-Match` is answered 304.',
    tags: ['inventory'],
    querystring: CatalogListParameters,
    response: { 200: answer(CatalogEntityPage, 'One page of entities.'), ...refusals },
  },
  saveCatalogEntities: {
    operationId: 'saveCatalogEntities',
    summary: 'Takes changes of a catalog, all of them or none; repeating it changes nothing.',
    tags: ['inventory'],
    body: Type.Unsafe({ $ref: `${CatalogBatch.$id}#` }),
    response: { 200: answer(CatalogSaved, 'What came of each entity.'), ...refusals },
  },
  getCatalogEntity: {
    operationId: 'getCatalogEntity',
    summary: 'One entity that a portal pushed. Has an ETag; `If-None-Match` is answered 304.',
    tags: ['inventory'],
    params: CatalogPath,
    response: { 200: answer(CatalogEntity, 'The entity.'), ...refusals },
  },
  saveCatalogEntity: {
    operationId: 'saveCatalogEntity',
    summary: 'Takes one entity of a catalog, whole; repeating it changes nothing.',
    tags: ['inventory'],
    params: CatalogPath,
    body: Type.Unsafe({ $ref: `${CatalogEntityInput.$id}#` }),
    response: { 200: answer(CatalogEntity, 'The entity as it is kept.'), ...refusals },
  },
  deleteCatalogEntity: {
    operationId: 'deleteCatalogEntity',
    summary: 'Takes an entity out that is no longer in the catalog; its history stays.',
    tags: ['inventory'],
    params: CatalogPath,
    response: { 200: answer(CatalogSaved, 'What came of it.'), ...refusals },
  },
  followChanges: {
    operationId: 'followChanges',
    summary:
      'New revisions of anomalies and problems as they come, as server-sent events; the last 24 hours can be read again.',
    tags: ['problems'],
    querystring: ChangeParameters,
    response: {
      200: {
        description: 'Events `anomaly` and `problem`, whose data is a Change; comments keep the connection open.',
        content: { 'text/event-stream': { schema: Type.Unsafe<Change>({ $ref: `${Change.$id}#` }) } },
      },
      ...refusals,
    },
  },
  listSources: {
    operationId: 'listSources',
    summary: 'Inputs of telemetry and how far they have come.',
    tags: ['service'],
    querystring: SourceListParameters,
    response: { 200: answer(SourcePage, 'One page of sources.'), ...refusals },
  },
  listSubscriptions: {
    operationId: 'listSubscriptions',
    summary:
      'Which telemetry is asked of which node. Has an ETag over the whole list; `If-None-Match` is answered 304.',
    tags: ['subscriptions'],
    querystring: SubscriptionListParameters,
    response: { 200: answer(SubscriptionPage, 'One page of subscriptions.'), ...refusals },
  },
  saveSubscriptions: {
    operationId: 'saveSubscriptions',
    summary: 'Takes changes of the subscriptions, all of them or none; repeating it changes nothing.',
    tags: ['subscriptions'],
    body: Type.Unsafe({ $ref: `${SubscriptionChanges.$id}#` }),
    response: { 200: answer(SubscriptionsSaved, 'What came of it.'), ...refusals },
  },
  listSubscriptionStates: {
    operationId: 'listSubscriptionStates',
    summary: 'How subscriptions are, as their collectors have said last.',
    tags: ['subscriptions'],
    querystring: SubscriptionListParameters,
    response: { 200: answer(SubscriptionStatePage, 'One page of states.'), ...refusals },
  },
  saveSubscriptionStates: {
    operationId: 'saveSubscriptionStates',
    summary: 'Takes what a collector says of the subscriptions that it keeps, in the place of what it said before.',
    tags: ['subscriptions'],
    body: Type.Unsafe({ $ref: `${SubscriptionReport.$id}#` }),
    response: { 200: answer(SubscriptionReported, 'What came of it.'), ...refusals },
  },
  listForecasts: {
    operationId: 'listForecasts',
    summary: 'The newest forecast of each series, the greatest chance to pass an objective first.',
    tags: ['forecasts'],
    querystring: ForecastListParameters,
    response: { 200: answer(ForecastSummaryPage, 'One page of forecasts.'), ...refusals },
  },
  getForecast: {
    operationId: 'getForecast',
    summary: 'The newest forecast of a series; makes one when there is none.',
    tags: ['forecasts'],
    params: ForecastPath,
    querystring: ForecastParameters,
    response: { 200: answer(Forecast, 'The forecast, or why it is withheld.'), ...refusals },
  },
  listPastForecasts: {
    operationId: 'listPastForecasts',
    summary: 'Forecasts of a series as they were made, the newest issue first.',
    tags: ['forecasts'],
    params: ForecastPath,
    querystring: PastForecastParameters,
    response: { 200: answer(ForecastPage, 'One page of forecasts.'), ...refusals },
  },
  getSaid: {
    operationId: 'getSaid',
    summary: 'What was said of past steps of a series before they came, and what came.',
    tags: ['forecasts'],
    params: ForecastPath,
    querystring: SaidParameters,
    response: { 200: answer(Said, 'What was said, and what came.'), ...refusals },
  },
  listRatings: {
    operationId: 'listRatings',
    summary: 'How good the APIs are, by how good each is at least.',
    tags: ['ratings'],
    querystring: RatingListParameters,
    response: { 200: answer(RatingPage, 'One page of ratings.'), ...refusals },
  },
  getRating: {
    operationId: 'getRating',
    summary: 'The rating of one API.',
    tags: ['ratings'],
    params: RatingPath,
    response: { 200: answer(Rating, 'The rating with its lines.'), ...refusals },
  },
  getRatingHistory: {
    operationId: 'getRatingHistory',
    summary: 'The rating of one API day by day.',
    tags: ['ratings'],
    params: RatingPath,
    querystring: RatingHistoryParameters,
    response: { 200: answer(RatingHistory, 'One point a day.'), ...refusals },
  },
  saveVote: {
    operationId: 'saveVote',
    summary: "Casts or changes a person's vote on an API.",
    tags: ['ratings'],
    params: RatingPath,
    body: Type.Unsafe({ $ref: `${VoteRequest.$id}#` }),
    response: { 200: answer(Vote, 'The vote as it is kept.'), ...refusals },
  },
  withdrawVote: {
    operationId: 'withdrawVote',
    summary: "Takes a person's vote back; its history stays.",
    tags: ['ratings'],
    params: RatingPath,
    response: { 200: answer(Vote, 'The vote, withdrawn.'), ...refusals },
  },
  listVotes: {
    operationId: 'listVotes',
    summary: 'Votes on an API.',
    tags: ['ratings'],
    params: RatingPath,
    querystring: VoteListParameters,
    response: { 200: answer(VotePage, 'One page of votes.'), ...refusals },
  },
} as const;

export type OperationId = keyof typeof operations;
