import swagger from '@fastify/swagger';
import { CONTRACT_VERSION } from '@weir/contract';
import pino from 'pino';
import { loadConfig } from '../config/load.ts';
import type { HttpDependencies } from './dependencies.ts';
import { buildServer } from './server.ts';

/** The OpenAPI 3.1 document of the contract, as the routes that really are registered have it. */
export async function openApiDocument(): Promise<Record<string, unknown>> {
  const app = buildServer(unconnected(), (prepared) => {
    void prepared.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Weir detection service',
          description: 'What is watched, what was measured and expected, and what was not ordinary.',
          version: CONTRACT_VERSION,
          license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        },
        components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
        security: [{ bearer: [] }, {}],
      },
      refResolver: {
        buildLocalReference: (schema, _uri, _fragment, i) => (typeof schema.$id === 'string' ? schema.$id : `def-${i}`),
      },
    });
  });
  try {
    await app.ready();
    return app.swagger() as unknown as Record<string, unknown>;
  } finally {
    await app.close();
  }
}

/** A service that is only described: nothing of it is ever called. */
function unconnected(): HttpDependencies {
  const never = (): never => {
    throw new Error('this service is described, not started');
  };
  return {
    config: loadConfig({ env: {} }),
    version: '0',
    ingest: never,
    catalogue: { series: never, seriesById: never, entities: never, entityById: never },
    results: { near: never, read: never },
    anomalies: { anomalies: never, anomaly: never, problems: never, problem: never },
    changes: { changes: never, changeBounds: never },
    forecasts: { newest: never, past: never, list: never, want: never },
    learning: never,
    records: { append: never, appendAll: never, get: never, revisions: never, list: never, close: never },
    ratings: { all: never, progress: never, one: never, history: never, forget: never },
    now: never,
    sources: never,
    readiness: never,
    metrics: { contentType: '', request: never, forwarded: never, apply: never, text: never },
    logger: pino({ level: 'silent' }),
  };
}
