import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { WeirError } from '../core/errors.ts';
import { principalOf } from '../http/authentication.ts';
import { RefusedRequest } from '../http/errors.ts';
import { Turnstile } from '../http/turnstile.ts';
import { ResultBytes } from '../storage/result-bytes.ts';
import type { OwnPartitions } from './own-partitions.ts';
import { encodeAnswer, MOST_ROWS, MOST_SERIES, ROWS_PATH, ROWS_TYPE, RowsRequest } from './rows-message.ts';

/** Requests that are answered at the same time: each may hold its rows in memory. */
const AT_ONCE = 4;
/** How long rows are read before others get their turn. */
const TURN_MILLISECONDS = 10;

export interface RowsEndpointParts {
  readonly own: Pick<OwnPartitions, 'has' | 'near' | 'read'>;
  /** How many partitions there are. */
  readonly partitions: number;
  /** Name of this replica. */
  readonly name: string;
  /** Name of the token that replicas bear: it alone reads of every tenant, others with its scope of their own. */
  readonly token: string | undefined;
}

/**
 * Rows of the partitions that this replica owns, for other replicas. Not a part of the contract: only replicas of one
 * cluster speak so, and it changes with them.
 */
export function rowsEndpoint(app: FastifyInstance, parts: RowsEndpointParts): void {
  const turnstile = new Turnstile(AT_ONCE);
  const codec = new ResultBytes();
  app.post<{ Body: RowsRequest }>(
    ROWS_PATH,
    { schema: { hide: true, body: RowsRequest }, config: { scope: 'admin' } },
    async (request, reply) => {
      check(parts, request);
      const answer = await turnstile.through(() => rowsOf(parts, codec, request.body));
      return reply.type(ROWS_TYPE).send(answer);
    }
  );
}

function check(
  { own, partitions, name, token }: RowsEndpointParts,
  request: FastifyRequest<{ Body: RowsRequest }>
): void {
  const { body } = request;
  const principal = principalOf(request);
  if (principal.tenant !== body.tenant && principal.name !== token) {
    throw new WeirError('permission_denied', `The token ${principal.name} may not read of another tenant.`, [
      { path: 'tenant', expected: principal.tenant, found: body.tenant },
    ]);
  }
  if (body.partitions !== partitions) {
    throw new RefusedRequest(421, `Replica ${name} knows of another number of partitions: kafka.partitions differs.`, [
      { path: 'partitions', expected: String(partitions), found: String(body.partitions) },
    ]);
  }
  if (body.wanted.length > MOST_SERIES) throw tooMuch('series', MOST_SERIES, String(body.wanted.length));
  const missing = [...new Set(body.wanted.map(({ partition }) => partition))].filter((one) => !own.has(one));
  if (missing.length === 0) return;
  const which = missing.length === 1 ? `Partition ${missing[0]} is` : `Partitions ${missing.join(', ')} are`;
  throw new RefusedRequest(
    421,
    `${which} not at replica ${name} now.`,
    missing.map((partition) => ({
      path: 'wanted.partition',
      expected: 'one that this replica owns',
      found: String(partition),
    }))
  );
}

async function rowsOf({ own }: RowsEndpointParts, codec: ResultBytes, request: RowsRequest): Promise<Buffer> {
  const { tenant } = request;
  const wanted = request.wanted.map((one) => ({ tenant, ...one }));
  for (const [partition, some] of Map.groupBy(wanted, (one) => one.partition)) await own.near(partition, some);
  const encoded: Uint8Array[] = [];
  let rows = 0;
  let turn = performance.now() + TURN_MILLISECONDS;
  for (const one of wanted) {
    const results = own.read(one.partition, one);
    rows += results.time.length;
    if (rows > MOST_ROWS) throw tooMuch('rows', MOST_ROWS, `${rows} in the first ${encoded.length + 1} series`);
    encoded.push(codec.encode(results, one.step));
    if (performance.now() < turn) continue;
    await setImmediate();
    turn = performance.now() + TURN_MILLISECONDS;
  }
  return encodeAnswer(encoded);
}

function tooMuch(what: string, most: number, found: string): WeirError {
  const message = `A request between replicas is about at most ${most} ${what}: ask several times.`;
  return new WeirError('too_large', message, [{ path: 'wanted', expected: `at most ${most} ${what}`, found }]);
}
