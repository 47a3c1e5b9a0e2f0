import type { components, operations } from './generated/contract';

/**
 * What the detection service says of itself.
 *
 * @public
 */
export type Info = components['schemas']['Info'];
/**
 * What is watched: a service, an endpoint of one, a device.
 *
 * @public
 */
export type WeirEntity = components['schemas']['Entity'];
/** @public */
export type WeirEntityPage = components['schemas']['EntityPage'];
/**
 * One indicator of one entity.
 *
 * @public
 */
export type Series = components['schemas']['Series'];
/** @public */
export type SeriesPage = components['schemas']['SeriesPage'];
/** @public */
export type SeriesQuery = components['schemas']['SeriesQuery'];
/**
 * Values with their expected bands, in columns of equal length.
 *
 * @public
 */
export type SeriesAnswer = components['schemas']['SeriesAnswer'];
/** @public */
export type QueryRequest = components['schemas']['QueryRequest'];
/** @public */
export type QueryResponse = components['schemas']['QueryResponse'];
/**
 * A stretch of anomalous values on one series.
 *
 * @public
 */
export type Anomaly = components['schemas']['Anomaly'];
/** @public */
export type AnomalyPage = components['schemas']['AnomalyPage'];
/**
 * Anomalies that belong together.
 *
 * @public
 */
export type Problem = components['schemas']['Problem'];
/** @public */
export type ProblemPage = components['schemas']['ProblemPage'];
/** @public */
export type ProblemDetail = components['schemas']['ProblemDetail'];
/**
 * Who said something, and through which service.
 *
 * @public
 */
export type Person = components['schemas']['Person'];
/** @public */
export type Feedback = components['schemas']['Feedback'];
/**
 * One of the eight words.
 *
 * @public
 */
export type FeedbackWord = components['schemas']['FeedbackRequest']['word'];
/** @public */
export type FeedbackRequest = components['schemas']['FeedbackRequest'];
/** @public */
export type FeedbackSaved = components['schemas']['FeedbackSaved'];
/** @public */
export type FeedbackPage = components['schemas']['FeedbackPage'];
/** @public */
export type FeedbackDetail = components['schemas']['FeedbackDetail'];
/** @public */
export type FeedbackSummary = components['schemas']['FeedbackSummary'];
/** @public */
export type PostMortem = components['schemas']['PostMortem'];
/** @public */
export type PostMortemDetail = components['schemas']['PostMortemDetail'];
/** @public */
export type PostMortemSummary = components['schemas']['PostMortemSummary'];
/** @public */
export type PostMortemPage = components['schemas']['PostMortemPage'];
/** @public */
export type PostMortemCreate = components['schemas']['PostMortemCreate'];
/** @public */
export type PostMortemUpdate = components['schemas']['PostMortemUpdate'];
/** @public */
export type PostMortemSections = components['schemas']['PostMortemSections'];
/** @public */
export type PostMortemEvent = components['schemas']['PostMortemEvent'];
/** @public */
export type PostMortemRow = components['schemas']['PostMortemRow'];
/** @public */
export type ActionItem = components['schemas']['ActionItem'];
/** @public */
export type CatalogEntityPush = components['schemas']['CatalogEntityPush'];
/** @public */
export type InventoryRow = components['schemas']['InventoryRow'];
/** @public */
export type InventoryState = components['schemas']['InventoryRow']['state'];
/** @public */
export type InventoryCounts = components['schemas']['InventoryCounts'];
/** @public */
export type InventoryPage = components['schemas']['InventoryPage'];
/** @public */
export type InventoryDecision = components['schemas']['InventoryDecision'];
/** @public */
export type Forecast = components['schemas']['Forecast'];
/** @public */
export type ForecastSummary = components['schemas']['ForecastSummary'];
/** @public */
export type ForecastSummaryPage = components['schemas']['ForecastSummaryPage'];
/** @public */
export type ForecastPage = components['schemas']['ForecastPage'];
/** @public */
export type ObjectiveChance = components['schemas']['ObjectiveChance'];
/**
 * What was forecast for each step, beside what came.
 *
 * @public
 */
export type Said = components['schemas']['Said'];
/** @public */
export type Rating = components['schemas']['Rating'];
/** @public */
export type RatingBand = 'A' | 'B' | 'C' | 'D' | 'E';
/** @public */
export type RatingLine = components['schemas']['RatingLine'];
/** @public */
export type RatingPage = components['schemas']['RatingPage'];
/** @public */
export type RatingHistory = components['schemas']['RatingHistory'];
/** @public */
export type Vote = components['schemas']['Vote'];
/** @public */
export type VotePage = components['schemas']['VotePage'];
/** @public */
export type ErrorDetail = components['schemas']['ErrorDetail'];

/**
 * What an operation of the contract takes in its query.
 *
 * @public
 */
export type QueryOf<Operation extends keyof operations> = NonNullable<operations[Operation]['parameters']['query']>;
