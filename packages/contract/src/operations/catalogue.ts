import { Entity, EntityListParameters, EntityPage, EntityPath } from '../entity.ts';
import { Series, SeriesListParameters, SeriesPage, SeriesPath } from '../series.ts';
import { answer, refusals } from './parts.ts';

/** What is watched. */
export const catalogueOperations = {
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
} as const;
