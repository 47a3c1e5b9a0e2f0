import { Annotator, Anomaly, AnomalyPage, Peak, Symptom } from './anomaly.ts';
import { Entity, EntityIdentity, EntityPage } from './entity.ts';
import { ErrorBody, ErrorDetail } from './error.ts';
import { Info, Limits } from './info.ts';
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
  Annotator,
  Symptom,
  Peak,
  Anomaly,
  AnomalyPage,
  Problem,
  ProblemPage,
  ProblemDetail,
  Source,
  SourcePage,
] as const;
