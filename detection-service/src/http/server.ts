import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import Fastify, {
  type FastifyBaseLogger,
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
// Only for its types: routes say to the writer of the OpenAPI document what it should leave out.
import type {} from '@fastify/swagger';
import { namedSchemas } from '@weir/contract';
import { WeirError } from '../core/errors.ts';
import { Admission } from './admission.ts';
import { authenticator, requireScope } from './authentication.ts';
import type { HttpDependencies } from './dependencies.ts';
import { errorAnswer, RefusedRequest } from './errors.ts';
import { Inventory } from './inventory.ts';
import { observeRequests } from './request-telemetry.ts';
import { RouteTable } from './route-table.ts';
import { anomalyRoutes } from './routes/anomalies.ts';
import { catalogRoutes } from './routes/catalog.ts';
import { changeRoutes } from './routes/changes.ts';
import { entityRoutes } from './routes/entities.ts';
import { feedbackRoutes } from './routes/feedback.ts';
import { forecastRoutes } from './routes/forecasts.ts';
import { infoRoutes } from './routes/info.ts';
import { inventoryRoutes } from './routes/inventory.ts';
import { otlpRoutes } from './routes/otlp.ts';
import { probeRoutes } from './routes/probes.ts';
import { postMortemRoutes } from './routes/post-mortems.ts';
import { problemRoutes } from './routes/problems.ts';
import { prometheusRoutes } from './routes/prometheus.ts';
import { queryRoutes } from './routes/query.ts';
import { ratingRoutes } from './routes/ratings.ts';
import { seriesRoutes } from './routes/series.ts';
import { sourceRoutes } from './routes/sources.ts';
import { subscriptionRoutes } from './routes/subscriptions.ts';
import { validatorCompiler } from './validation.ts';

/** Largest body of a request of the contract; telemetry has a limit of its own in the configuration. */
const BODY_BYTES = 1024 * 1024;
/** Bodies under way at the same time, as a multiple of the largest one. */
const BODIES_UNDER_WAY = 8;
/** A request has to arrive within these, or whoever sends it so slowly holds a connection for nothing. */
const HEAD_MILLISECONDS = 10_000;
const REQUEST_MILLISECONDS = 60_000;
const KEEP_ALIVE_MILLISECONDS = 72_000;
const HEAD_BYTES = 16 * 1024;
const CONNECTIONS = 4_096;
/** A part of a path: the longest reference of an entity, percent-encoded. */
const PARAMETER_LENGTH = 1_024;

/** Something that wants to see every route being registered, such as the writer of the document. */
export type Prepare = (app: FastifyInstance) => void;

/** The whole HTTP side, not yet listening: the contract under `/v1`, OTLP, PromQL under `/prometheus`, probes and metrics. */
export function buildServer(deps: HttpDependencies, prepare: Prepare = answerOnly): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = deps.logger;
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES,
    requestTimeout: REQUEST_MILLISECONDS,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    http: { maxHeaderSize: HEAD_BYTES, headersTimeout: HEAD_MILLISECONDS },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestIdHeader: false,
    routerOptions: { maxParamLength: PARAMETER_LENGTH },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => sendError(deps, error, request, reply),
  });
  app.server.maxConnections = CONNECTIONS;
  // A web page may send text to any address without asking; nothing here takes it.
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(validatorCompiler);
  app.setErrorHandler((error, request, reply) => sendError(deps, error, request, reply));
  const table = new RouteTable(app);
  app.setNotFoundHandler((request, reply) => refuseUnmatched(table, request, reply));
  observeRequests(app, deps.metrics);
  guard(app, deps);
  for (const schema of namedSchemas) app.addSchema(schema);
  prepare(app);
  void app.register((routes, _options, done) => {
    probeRoutes(routes, deps);
    infoRoutes(routes, deps);
    entityRoutes(routes, deps);
    seriesRoutes(routes, deps);
    queryRoutes(routes, deps);
    anomalyRoutes(routes, deps);
    problemRoutes(routes, deps);
    changeRoutes(routes, deps);
    feedbackRoutes(routes, deps);
    postMortemRoutes(routes, deps);
    const inventory = new Inventory(deps);
    catalogRoutes(routes, deps, inventory);
    inventoryRoutes(routes, deps, inventory);
    forecastRoutes(routes, deps);
    ratingRoutes(routes, deps);
    sourceRoutes(routes, deps);
    subscriptionRoutes(routes, deps);
    otlpRoutes(routes, deps);
    prometheusRoutes(routes, deps);
    deps.internal?.(routes);
    done();
  });
  return app;
}

/**
 * Nobody reads the routes: errors are written without their schemas (see `sendError`), so that a third of the writers
 * is made. Each costs a look at every schema of the contract.
 */
function answerOnly(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const { 200: success } = (route.schema?.response ?? {}) as Readonly<Record<number, unknown>>;
    if (success !== undefined) route.schema = { ...route.schema, response: { 200: success } };
  });
}

/** Who may come in, before a byte of a body is read. */
function guard(app: FastifyInstance, { config, openLoopback }: HttpDependencies): void {
  const authenticate = authenticator(config.tokens, openLoopback);
  const admission = new Admission({ requests: config.limits.requests, bytes: BODIES_UNDER_WAY * config.limits.body });
  app.decorateRequest('principal', undefined);
  app.addHook('preClose', (done) => {
    admission.close();
    done();
  });
  app.addHook('onRequest', (request, reply, done) => {
    const scope = request.is404 ? undefined : request.routeOptions.config.scope;
    if (scope === 'open') return done();
    request.principal = authenticate(request);
    if (scope !== undefined) requireScope(request.principal, scope);
    reply.raw.once('close', admission.enter(announcedBytes(request)));
    done();
  });
}

/** What a body may take: what it says, or without a word everything that it could. */
function announcedBytes(request: FastifyRequest): number {
  const limit = request.routeOptions.bodyLimit ?? BODY_BYTES;
  if (request.headers['transfer-encoding'] !== undefined) return limit;
  return Math.min(limit, Number(request.headers['content-length'] ?? 0) || 0);
}

function sendError(deps: HttpDependencies, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const answer = errorAnswer(error, request.id);
  if (answer.defect)
    deps.logger.error({ err: error, requestId: request.id, route: request.routeOptions?.url }, 'a request failed');
  if (answer.retryAfter !== undefined) void reply.header('retry-after', String(answer.retryAfter));
  if (answer.status === 401) void reply.header('www-authenticate', 'Bearer realm="weir"');
  // Without its schema: an error of serializing an error would be answered in another shape.
  void reply.status(answer.status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(answer.body);
}

function refuseUnmatched(table: RouteTable, request: FastifyRequest, reply: FastifyReply): never {
  const methods = table.methods(request.url);
  const found = `${request.method} ${request.url}`.slice(0, 200);
  if (methods.length === 0) {
    throw new WeirError('not_found', 'There is nothing at this path.', [
      { path: '(path)', expected: 'a path of the contract, such as /v1/info', found },
    ]);
  }
  void reply.header('allow', methods.join(', '));
  throw new RefusedRequest(405, `This path takes ${methods.join(', ')} only.`, [
    { path: '(method)', expected: methods.join(', '), found },
  ]);
}

const BROKEN: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, `The head of the request is larger than ${HEAD_BYTES} bytes.`],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
};

/** Answers what never became a request: a broken head, one too large, one too slow. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, message] = BROKEN[error.code ?? ''] ?? [400, 'This is not a valid HTTP request.'];
  const body = JSON.stringify({ code: 'invalid_argument', message, details: [] });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`
  );
}
