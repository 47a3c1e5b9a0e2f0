import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { operations, type Change, type ChangeParameters } from '@weir/contract';
import { WeirError } from '../../core/errors.ts';
import type { Change as StoredChange } from '../../storage/ports.ts';
import { principalOf } from '../authentication.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { feedbackOf } from '../feedback-of.ts';
import { toAnomaly, toProblem } from '../mapping.ts';

/** Milliseconds between two looks for what has changed. */
const LOOK_EVERY = 500;
/** Changes of one look; what is left follows at once. */
const MOST_AT_ONCE = 100;
/** Proxies close connections on which nothing was said for a minute or less. */
const SAY_SOMETHING_EVERY = 15_000;
/** Streams under way at the same time. */
const MOST_STREAMS = 256;
/** Milliseconds after which a client whose connection broke should come back. */
const COME_BACK_AFTER = 2_000;

/**
 * `/v1/changes`: new revisions of anomalies and problems as server-sent events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 */
export function changeRoutes(app: FastifyInstance, deps: HttpDependencies): void {
  const streams = new Set<AbortController>();
  app.addHook('preClose', (done) => {
    for (const stream of streams) stream.abort();
    done();
  });
  app.get<{ Querystring: ChangeParameters }>(
    '/v1/changes',
    { schema: operations.followChanges, config: { scope: 'read' } },
    async (request, reply) => {
      const after = startOf(request, deps.changes.changeBounds());
      if (streams.size >= MOST_STREAMS) throw tooMany();
      const stream = new AbortController();
      streams.add(stream);
      reply.hijack();
      request.raw.socket.once('close', () => stream.abort());
      try {
        await follow(deps, principalOf(request).tenant, after, reply.raw, stream.signal);
      } catch (error) {
        if (!stream.signal.aborted) deps.logger.error({ err: error }, 'a stream of changes broke');
      } finally {
        streams.delete(stream);
        reply.raw.end();
      }
      return reply;
    }
  );
}

/** Writes what changes until `signal` says that nobody listens any more. */
async function follow(
  deps: HttpDependencies,
  tenant: string,
  after: number,
  to: ServerResponse,
  signal: AbortSignal
): Promise<void> {
  to.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would keep the events until it has some kilobytes of them.
    'x-accel-buffering': 'no',
  });
  const write = async (text: string): Promise<void> => {
    if (!to.write(text)) await once(to, 'drain', { signal });
  };
  await write(`retry: ${COME_BACK_AFTER}\n: from ${after}\n\n`);
  let sent = after;
  let quiet = 0;
  while (!signal.aborted) {
    const changes = deps.changes.changes(tenant, sent, MOST_AT_ONCE);
    for (const change of changes) {
      await write(eventOf(deps, tenant, change));
      sent = change.offset;
    }
    quiet = changes.length === 0 ? quiet + LOOK_EVERY : 0;
    if (quiet >= SAY_SOMETHING_EVERY) {
      await write(': still here\n\n');
      quiet = 0;
    }
    if (changes.length < MOST_AT_ONCE) await setTimeout(LOOK_EVERY, undefined, { signal, ref: false });
  }
}

function eventOf({ records }: HttpDependencies, tenant: string, change: StoredChange): string {
  const data: Change =
    change.kind === 'anomaly'
      ? {
          ...{ offset: change.offset, kind: change.kind, problem: null },
          anomaly: toAnomaly(change.anomaly, feedbackOf(records, tenant, { kind: 'anomaly', id: change.anomaly.id })),
        }
      : {
          ...{ offset: change.offset, kind: change.kind, anomaly: null },
          problem: toProblem(change.problem, feedbackOf(records, tenant, { kind: 'problem', id: change.problem.id })),
        };
  return `id: ${change.offset}\nevent: ${change.kind}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** The offset after which a client wants to hear. Throws `cursor_expired` when what follows it was dropped. */
function startOf(
  request: FastifyRequest<{ Querystring: ChangeParameters }>,
  { newest, dropped }: { readonly newest: number; readonly dropped: number }
): number {
  const header = request.headers['last-event-id'];
  const after = header === undefined ? request.query.after : Number(header);
  if (after === undefined) return newest;
  const path = header === undefined ? 'after' : 'Last-Event-ID';
  const found = String(header ?? after);
  if (!Number.isSafeInteger(after) || after < 0 || after > newest) {
    throw new WeirError('invalid_argument', 'There is no such place in the stream of changes.', [
      { path, expected: `a whole number from 0 to ${newest}, the newest change`, found },
    ]);
  }
  if (after < dropped) {
    throw new WeirError(
      'cursor_expired',
      'What followed this change is no longer kept: list the problems, and follow from now on.',
      [{ path, expected: `at least ${dropped}`, found }]
    );
  }
  return after;
}

function tooMany(): WeirError {
  return new WeirError('rate_limited', `${MOST_STREAMS} clients follow the changes already; ask again later.`);
}
