import { context, propagation, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { ENVIRONMENT, type ServiceName } from '../model/shop.ts';

/** Spans are on their way this soon after they ended: well within the lateness that the detection service allows. */
const EXPORT_MS = 2_000;

/** Makes contexts follow calls within this process and between services. Once a process. */
export function followCalls(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
}

/** A tracer of one service, and the end of its exports: resolves when what is left has been sent or cannot be. */
export interface ServiceTracer {
  readonly tracer: Tracer;
  readonly shutdown: () => Promise<void>;
}

/**
 * Starts the tracing of one service to `collector`, the base URL of its OTLP over HTTP. Each service has a provider of its
 * own, since one process holds them all. They send spans only: a service that also sent the metric
 * `http.server.request.duration` would have its requests counted twice (`connector/apiredconnector/README.md`).
 */
export function traceService(service: ServiceName, collector: string): ServiceTracer {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'deployment.environment.name': ENVIRONMENT }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${collector}/v1/traces` }),
        scheduledDelayMillis: EXPORT_MS,
      }),
    ],
  });
  return { tracer: provider.getTracer('weir-demo'), shutdown: () => provider.shutdown().catch(() => undefined) };
}
