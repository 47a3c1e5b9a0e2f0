import { Annotator, Anomaly, AnomalyPage, Peak, Symptom } from './anomaly.ts';
import { Entity, EntityIdentity, EntityPage } from './entity.ts';
import { ErrorBody, ErrorDetail } from './error.ts';
import { Feedback, FeedbackDetail, FeedbackPage, FeedbackRequest, FeedbackSaved, FeedbackSummary } from './feedback.ts';
import {
  Forecast,
  ForecastBasis,
  ForecastContestant,
  ForecastPage,
  ForecastRecord,
  ForecastSummary,
  ForecastSummaryPage,
  ObjectiveChance,
  Said,
} from './forecast.ts';
import { Info, Limits } from './info.ts';
import { Person } from './person.ts';
import {
  ActionItem,
  PostMortem,
  PostMortemCreate,
  PostMortemDetail,
  PostMortemEvent,
  PostMortemFacts,
  PostMortemPage,
  PostMortemPublish,
  PostMortemRow,
  PostMortemSections,
  PostMortemSummary,
  PostMortemUpdate,
} from './post-mortem.ts';
import { Problem, ProblemDetail, ProblemPage } from './problem.ts';
import { QueryRequest, QueryResponse, QueryResult, SeriesAnswer, SeriesQuery } from './query.ts';
import { Series, SeriesPage } from './series.ts';
import { Source, SourcePage } from './source.ts';

/** Every schema that has a name: the components of the document. */
export const namedSchemas = [
  ErrorDetail,
  ErrorBody,
  Limits,
  Info,
  EntityIdentity,
  Entity,
  EntityPage,
  Series,
  SeriesPage,
  SeriesQuery,
  QueryRequest,
  SeriesAnswer,
  QueryResult,
  QueryResponse,
  Person,
  FeedbackRequest,
  Feedback,
  FeedbackPage,
  FeedbackSaved,
  FeedbackDetail,
  FeedbackSummary,
  Annotator,
  Symptom,
  Peak,
  Anomaly,
  AnomalyPage,
  Problem,
  ProblemPage,
  ProblemDetail,
  PostMortemSections,
  PostMortemEvent,
  PostMortemRow,
  ActionItem,
  PostMortemFacts,
  PostMortem,
  PostMortemDetail,
  PostMortemSummary,
  PostMortemPage,
  PostMortemCreate,
  PostMortemUpdate,
  PostMortemPublish,
  Source,
  SourcePage,
  ObjectiveChance,
  ForecastRecord,
  ForecastContestant,
  ForecastBasis,
  Forecast,
  ForecastPage,
  ForecastSummary,
  ForecastSummaryPage,
  Said,
] as const;
