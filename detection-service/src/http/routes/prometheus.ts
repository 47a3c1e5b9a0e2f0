import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openMetrics } from '../../prometheus/metrics.ts';
import { readDuration } from '../../prometheus/parameters.ts';
import { QueryError } from '../../prometheus/query-error.ts';
import { principalOf } from '../authentication.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { sendData, sendQueryError } from '../prometheus-answer.ts';
import { prometheusQueries, type Asked } from '../prometheus-queries.ts';
import { inSlices } from '../time-slices.ts';
import { Turnstile } from '../turnstile.ts';

const BODY_BYTES = 256 * 1024;
const TIMEOUT_MILLISECONDS = 30_000;
/** Queries that are worked on at the same time; each may hold what its budget allows in memory. */
const AT_ONCE = 4;

/** `/prometheus`: Weir's results for whatever can ask a Prometheus. */
export function prometheusRoutes(app: FastifyInstance, deps: HttpDependencies): void {
  const turnstile = new Turnstile(AT_ONCE);
  void app.register((api, _options, done) => {
    api.removeAllContentTypeParsers();
    api.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, parsed) =>
      parsed(null, body)
    );
    api.setErrorHandler((error, request, reply) => {
      if (sendQueryError(reply, error, request.id))
        deps.logger.error({ err: error, requestId: request.id }, 'a PromQL query failed');
    });
    for (const [path, answer] of Object.entries(prometheusQueries)) {
      api.route({
        method: ['GET', 'POST'],
        url: `/prometheus/api/v1/${path}`,
        schema: { hide: true },
        config: { scope: 'read' },
        bodyLimit: BODY_BYTES,
        handler: async (request, reply) => {
          const asked = askedBy(request, reply, deps);
          const { data, warnings } = await turnstile.through(() => answer(asked));
          sendData(reply, data, warnings);
          return reply;
        },
      });
    }
    done();
  });
}

function askedBy(request: FastifyRequest, reply: FastifyReply, deps: HttpDependencies): Asked {
  const parameters = parametersOf(request);
  const timeout = parameters.get('timeout') ?? '';
  const wanted = timeout === '' ? TIMEOUT_MILLISECONDS : readDuration('timeout', timeout);
  const deadline = performance.now() + Math.min(wanted, TIMEOUT_MILLISECONDS);
  const { name } = request.params as { readonly name?: string };
  return {
    parameters,
    label: name ?? '',
    source: openMetrics(deps, principalOf(request).tenant),
    version: deps.version,
    now: deps.now,
    run: (work) =>
      inSlices(
        work,
        () => {
          if (reply.raw.destroyed) throw new QueryError('canceled', 'query was canceled');
          if (performance.now() > deadline) throw new QueryError('timeout', 'query timed out in expression evaluation');
        },
        (needed) => deps.results.near(needed.results)
      ),
  };
}

/** What stands in a form comes first, as in Prometheus. */
function parametersOf({ body, raw }: FastifyRequest): URLSearchParams {
  const parameters = new URLSearchParams(typeof body === 'string' ? body : '');
  const url = raw.url ?? '';
  const at = url.indexOf('?');
  if (at >= 0) for (const [name, value] of new URLSearchParams(url.slice(at + 1))) parameters.append(name, value);
  return parameters;
}
