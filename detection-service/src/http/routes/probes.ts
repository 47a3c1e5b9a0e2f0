import type { FastifyInstance } from 'fastify';
import type { HttpDependencies, ReadinessCheck } from '../dependencies.ts';
import { inTime } from '../in-time.ts';

/** A part that does not say how it is within this long is not ready. */
const ANSWER_MILLISECONDS = 2_000;

/** `/healthz`, `/readyz` for whoever restarts and routes; `/metrics` for Prometheus. */
export function probeRoutes(app: FastifyInstance, { readiness, metrics, logger }: HttpDependencies): void {
  const hidden = { schema: { hide: true }, config: { scope: 'open' } } as const;
  app.get('/healthz', hidden, () => ({ status: 'alive' }));
  app.get('/readyz', hidden, async (_request, reply) => {
    const checks = await answersInTime(readiness, (error) =>
      logger.error({ err: error }, 'readiness could not be checked')
    );
    const ready = checks.every((check) => check.ready);
    return reply.status(ready ? 200 : 503).send({ ready, checks });
  });
  app.get('/metrics', { schema: { hide: true }, config: { scope: 'read' } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text())
  );
}

async function answersInTime(
  readiness: HttpDependencies['readiness'],
  report: (error: unknown) => void
): Promise<readonly ReadinessCheck[]> {
  try {
    return await inTime(readiness(), ANSWER_MILLISECONDS, () => notReady(`no answer within ${ANSWER_MILLISECONDS} ms`));
  } catch (error) {
    report(error);
    return notReady('the check failed; the log says more');
  }
}

function notReady(reason: string): readonly ReadinessCheck[] {
  return [{ name: 'shard', ready: false, reason }];
}
