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
} from '../forecast.ts';
import { answer, refusals } from './parts.ts';

/** What is to come, and what was said of the past before it came. */
export const forecastsOperations = {
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
} as const;
