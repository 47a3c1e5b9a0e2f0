import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { WeirError } from '../../core/errors.ts';
import { errorStatus, exportResponse, type OtlpEncoding } from '../../ingest/otlp-response.ts';
import { principalOf } from '../authentication.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { errorAnswer, RefusedRequest } from '../errors.ts';
import { inTime } from '../in-time.ts';

const CONTENT_TYPES: Readonly<Record<OtlpEncoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};
/** A sender that waits longer has given up itself (exporters wait 10 to 30 s). */
const DURABLE_MILLISECONDS = 30_000;

/** OTLP/HTTP: metrics in; traces and logs are shown the way to the collector. */
export function otlpRoutes(app: FastifyInstance, deps: HttpDependencies): void {
  void app.register((otlp, _options, done) => {
    otlp.removeAllContentTypeParsers();
    otlp.addContentTypeParser(Object.values(CONTENT_TYPES), { parseAs: 'buffer' }, (_request, body, parsed) =>
      parsed(null, body)
    );
    otlp.setErrorHandler((error, request, reply) => sendStatus(deps, error, request, reply));
    const { body } = deps.config.limits;
    const route = { schema: { hide: true }, config: { scope: 'ingest' }, bodyLimit: body } as const;
    otlp.post('/v1/metrics', { ...route, onRequest: refuseEncoding }, (request, reply) => take(deps, request, reply));
    for (const signal of ['traces', 'logs']) {
      otlp.post(`/v1/${signal}`, {
        ...route,
        onRequest: () => {
          throw new WeirError(
            'not_found',
            `This service takes metrics only: send ${signal} to the collector (OTLP, ports 4317 and 4318).`,
            [{ path: '(path)', expected: '/v1/metrics here, or the collector', found: `/v1/${signal}` }]
          );
        },
        handler: () => undefined,
      });
    }
    done();
  });
}

async function take({ ingest }: HttpDependencies, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const contentType = encodingOf(request) ?? 'protobuf';
  const gzip = request.headers['content-encoding'] === 'gzip';
  const result = await inTime(
    ingest({
      tenant: principalOf(request).tenant,
      body: request.body as Buffer,
      contentType,
      encoding: gzip ? 'gzip' : 'identity',
    }),
    DURABLE_MILLISECONDS,
    tooLate
  );
  const { contentType: type, body } = exportResponse(result.rejected, contentType);
  return reply.type(type).send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
}

function tooLate(): never {
  throw new WeirError('unavailable', 'The request could not be made durable in time; send it again.');
}

/** Refused before the body is read. Whether a gzip is one, and how large it unpacks, is found out by who unpacks it. */
function refuseEncoding(request: FastifyRequest, _reply: FastifyReply, next: () => void): void {
  const { 'content-type': type = 'nothing', 'content-encoding': encoding = 'identity' } = request.headers;
  if (encodingOf(request) === undefined) {
    const expected = Object.values(CONTENT_TYPES).join(' or ');
    throw new RefusedRequest(415, `This content type is not OTLP: expected ${expected}.`, [
      { path: 'content-type', expected, found: type.slice(0, 80) },
    ]);
  }
  if (encoding !== 'gzip' && encoding !== 'identity') {
    throw new RefusedRequest(415, 'This content encoding is not understood: expected gzip or identity.', [
      { path: 'content-encoding', expected: 'gzip or identity', found: encoding.slice(0, 80) },
    ]);
  }
  next();
}

function encodingOf(request: FastifyRequest): OtlpEncoding | undefined {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === CONTENT_TYPES.protobuf) return 'protobuf';
  return type === CONTENT_TYPES.json ? 'json' : undefined;
}

/** Errors in the encoding of the request, as OTLP wants them; in the words of the contract where that is unknown. */
function sendStatus({ logger }: HttpDependencies, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { status, body, retryAfter, defect } = errorAnswer(error, request.id);
  if (defect) logger.error({ err: error, requestId: request.id }, 'telemetry could not be taken');
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  if (status === 401) void reply.header('www-authenticate', 'Bearer realm="weir"');
  void reply.status(status);
  const encoding = encodingOf(request);
  if (encoding === undefined) {
    void reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
  } else {
    const answer = errorStatus(new WeirError(body.code, sentenceOf(body)), encoding);
    void reply.type(answer.contentType).send(Buffer.from(answer.body));
  }
}

/** A status has no details of ours; the first says the most. */
function sentenceOf({
  message,
  details,
}: {
  readonly message: string;
  readonly details: readonly { path: string; expected: string; found: string }[];
}): string {
  const first = details[0];
  return first === undefined ? message : `${message} (${first.path}: expected ${first.expected}, found ${first.found})`;
}
