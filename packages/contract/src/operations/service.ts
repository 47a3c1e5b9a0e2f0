import { Info } from '../info.ts';
import { SourceListParameters, SourcePage } from '../source.ts';
import { answer, refusals } from './parts.ts';

/** Who answers, and where telemetry comes from. */
export const serviceOperations = {
  getInfo: {
    operationId: 'getInfo',
    summary: 'Version, capabilities and limits of the service.',
    tags: ['service'],
    response: { 200: answer(Info, 'Who answers.'), ...refusals },
  },
  listSources: {
    operationId: 'listSources',
    summary: 'Inputs of telemetry and how far they have come.',
    tags: ['service'],
    querystring: SourceListParameters,
    response: { 200: answer(SourcePage, 'One page of sources.'), ...refusals },
  },
} as const;
