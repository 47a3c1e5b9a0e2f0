import type { components, operations } from './generated/contract';

type Schemas = components['schemas'];

/**
 * What the detection service says of itself.
 *
 * @public
 */
export type Info = Schemas['Info'];
/**
 * What is watched: a service, an endpoint of one, a device.
 *
 * @public
 */
export type WeirEntity = Schemas['Entity'];
/** @public */
export type WeirEntityPage = Schemas['EntityPage'];
/**
 * One indicator of one entity.
 *
 * @public
 */
export type Series = Schemas['Series'];
/** @public */
export type SeriesPage = Schemas['SeriesPage'];
/** @public */
export type SeriesQuery = Schemas['SeriesQuery'];
/**
 * Values with their expected bands, in columns of equal length.
 *
 * @public
 */
export type SeriesAnswer = Schemas['SeriesAnswer'];
/** @public */
export type QueryRequest = Schemas['QueryRequest'];
/** @public */
export type QueryResponse = Schemas['QueryResponse'];
/**
 * A stretch of anomalous values on one series.
 *
 * @public
 */
export type Anomaly = Schemas['Anomaly'];
/** @public */
export type AnomalyPage = Schemas['AnomalyPage'];
/**
 * Anomalies that belong together.
 *
 * @public
 */
export type Problem = Schemas['Problem'];
/** @public */
export type ProblemPage = Schemas['ProblemPage'];
/** @public */
export type ProblemDetail = Schemas['ProblemDetail'];
/**
 * Who said something, and through which service.
 *
 * @public
 */
export type Person = Schemas['Person'];
/** @public */
export type Feedback = Schemas['Feedback'];
/**
 * One of the eight words.
 *
 * @public
 */
export type FeedbackWord = Schemas['FeedbackRequest']['word'];
/** @public */
export type FeedbackRequest = Schemas['FeedbackRequest'];
/** @public */
export type FeedbackSaved = Schemas['FeedbackSaved'];
/** @public */
export type FeedbackPage = Schemas['FeedbackPage'];
/** @public */
export type FeedbackDetail = Schemas['FeedbackDetail'];
/** @public */
export type FeedbackSummary = Schemas['FeedbackSummary'];
/** @public */
export type PostMortem = Schemas['PostMortem'];
/** @public */
export type PostMortemDetail = Schemas['PostMortemDetail'];
/** @public */
export type PostMortemSummary = Schemas['PostMortemSummary'];
/** @public */
export type PostMortemPage = Schemas['PostMortemPage'];
/** @public */
export type PostMortemCreate = Schemas['PostMortemCreate'];
/** @public */
export type PostMortemUpdate = Schemas['PostMortemUpdate'];
/** @public */
export type PostMortemSections = Schemas['PostMortemSections'];
/** @public */
export type PostMortemEvent = Schemas['PostMortemEvent'];
/** @public */
export type PostMortemRow = Schemas['PostMortemRow'];
/** @public */
export type ActionItem = Schemas['ActionItem'];
/** @public */
export type CatalogEntityPush = Schemas['CatalogEntityPush'];
/** @public */
export type InventoryRow = Schemas['InventoryRow'];
/** @public */
export type InventoryState = Schemas['InventoryRow']['state'];
/** @public */
export type InventoryCounts = Schemas['InventoryCounts'];
/** @public */
export type InventoryPage = Schemas['InventoryPage'];
/** @public */
export type InventoryDecision = Schemas['InventoryDecision'];
/** @public */
export type Forecast = Schemas['Forecast'];
/** @public */
export type ForecastSummary = Schemas['ForecastSummary'];
/** @public */
export type ForecastSummaryPage = Schemas['ForecastSummaryPage'];
/** @public */
export type ForecastPage = Schemas['ForecastPage'];
/** @public */
export type ObjectiveChance = Schemas['ObjectiveChance'];
/**
 * What was forecast for each step, beside what came.
 *
 * @public
 */
export type Said = Schemas['Said'];
/** @public */
export type Rating = Schemas['Rating'];
/** @public */
export type RatingBand = 'A' | 'B' | 'C' | 'D' | 'E';
/** @public */
export type RatingLine = Schemas['RatingLine'];
/** @public */
export type RatingPage = Schemas['RatingPage'];
/** @public */
export type RatingHistory = Schemas['RatingHistory'];
/** @public */
export type Vote = Schemas['Vote'];
/** @public */
export type VotePage = Schemas['VotePage'];
/** @public */
export type ErrorDetail = Schemas['ErrorDetail'];

/**
 * What an operation of the contract takes in its query.
 *
 * @public
 */
export type QueryOf<Operation extends keyof operations> = NonNullable<operations[Operation]['parameters']['query']>;
