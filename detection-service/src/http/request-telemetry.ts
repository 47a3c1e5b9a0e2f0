import { SpanKind, SpanStatusCode, context, propagation, trace, type Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServiceMetrics } from '../telemetry/metrics.ts';

const tracer = trace.getTracer('weir.http');
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Counts and times every request by the template of its route, and puts a span around it (W3C trace context). */
export function observeRequests(app: FastifyInstance, metrics: ServiceMetrics): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  const routeOf = (request: FastifyRequest) =>
    request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');

  app.addHook('onRequest', (request, _reply, done) => {
    const parent = propagation.extract(context.active(), request.headers);
    const attributes = { 'http.request.method': request.method, 'http.route': routeOf(request) };
    const span = tracer.startSpan(
      `${request.method} ${routeOf(request)}`,
      { kind: SpanKind.SERVER, attributes },
      parent
    );
    spans.set(request, span);
    context.with(trace.setSpan(parent, span), done);
  });

  app.addHook('onResponse', (request, reply, done) => {
    const method = METHODS.has(request.method) ? request.method : 'other';
    metrics.request({ route: routeOf(request), method, status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
}
