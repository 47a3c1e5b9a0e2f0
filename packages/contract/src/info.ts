import Type from 'typebox';
import type { Static } from 'typebox';
import { double, int32, int64 } from './numbers.ts';
import { named, reference } from './reference.ts';

/** Version of this contract: the minor counts up with additions, the major with a new path prefix. */
export const CONTRACT_VERSION = '1.0';

/** What a client may rely on. New capabilities are new words; clients ignore those that they do not know. */
export const CAPABILITIES = [
  'otlp-metrics',
  'entities',
  'series',
  'query',
  'anomalies',
  'problems',
  'sources',
  'forecasts',
  'ratings',
  'feedback',
  'post-mortems',
  'inventory',
  'prometheus',
  'changes',
] as const;

export const Limits = named(
  'Limits',
  Type.Object(
    {
      bodyBytes: int64('Largest body of a telemetry request as sent, in bytes.'),
      unpackedBytes: int64('Largest body of a telemetry request after decompression, in bytes.'),
      seriesPerTenant: int32('Most series that a tenant can have.'),
      routesPerService: int32(
        'Most routes that a service can have at a time; calls of further ones count for the service only.'
      ),
      pageRows: int32('Most rows on a page.'),
      queries: int32('Most queries in one request.'),
      querySeries: int32('Most series that the queries of one request answer together.'),
      querySteps: int64('Most stored steps that one request may read.'),
      dataPoints: int32('Most rows a series in an answer to a query.'),
    },
    { description: 'Limits on sizes, in force now.' }
  )
);
export type Limits = Static<typeof Limits>;

export const Info = named(
  'Info',
  Type.Object(
    {
      version: Type.String({ description: 'Version of the service.' }),
      contract: Type.String({ description: 'Version of the contract that it speaks, `major.minor`.' }),
      capabilities: Type.Array(Type.String(), {
        description: 'What it can do, in words that stay; ignore those you do not know.',
      }),
      tenant: Type.String({ description: 'The tenant that the credential of this request belongs to.' }),
      openScore: double('Score, 0 to 1, from which on a sample is anomalous.'),
      limits: reference(Limits),
    },
    { description: 'Who answers, what it can do and within which limits.' }
  )
);
export type Info = Static<typeof Info>;
