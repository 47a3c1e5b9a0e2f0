import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { BAD_GATEWAY, work } from '../model/behaviour.ts';
import { troubleOf, type Incident } from '../model/incidents.ts';
import { ENDPOINTS, type EndpointName, type ServiceName } from '../model/shop.ts';
import { pathOf, routesOf } from './routes.ts';
import { traceService, type ServiceTracer } from './telemetry.ts';

/** What a service needs to know. */
export interface ShopOptions {
  readonly service: ServiceName;
  /** Base URL of the collector's OTLP over HTTP. */
  readonly collector: string;
  /** Where the services behind it are. */
  readonly urlOf: (service: ServiceName) => string;
  readonly incidents: readonly Incident[];
  readonly random: () => number;
}

/** A call that takes longer than this has failed. */
const PATIENCE_MS = 10_000;

/**
 * One service of the shop: a real HTTP server that takes as long as the model says, calls the services behind it, and
 * traces both.
 */
export class ShopService {
  readonly url: string;
  readonly #options: ShopOptions;
  readonly #telemetry: ServiceTracer;
  readonly #server: Server;

  private constructor(options: ShopOptions, server: Server) {
    this.#options = options;
    this.#telemetry = traceService(options.service, options.collector);
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const find = routesOf(options.service);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const path = new URL(request.url ?? '/', this.url).pathname;
      const name = find(request.method ?? '', path);
      request.resume();
      if (name === undefined) response.writeHead(404).end();
      else void this.#answer(name, path, request, response);
    });
  }

  /** Starts it on a free port of loopback. */
  static async start(options: ShopOptions): Promise<ShopService> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ShopService(options, server);
  }

  /** Answers nothing more and sends the spans that are left. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.#telemetry.shutdown();
  }

  async #answer(name: EndpointName, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, route } = ENDPOINTS[name];
    const attributes = { 'http.request.method': method, 'http.route': route, 'url.path': path, 'url.scheme': 'http' };
    const parent = propagation.extract(ROOT_CONTEXT, request.headers);
    const span = this.#telemetry.tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
    const status = await context.with(trace.setSpan(parent, span), () => this.#serve(name));
    response.writeHead(status, { 'content-type': 'application/json' }).end(`{"status":${status}}\n`);
    close(span, status, 500);
  }

  /** Does the work of a call and the calls that it makes; resolves with its status. */
  async #serve(name: EndpointName): Promise<number> {
    const { incidents, random } = this.#options;
    const { took, status } = work(random, name, troubleOf(incidents, name, Date.now()));
    // A timer fires up to a millisecond late.
    await pause(Math.max(0, took - 0.5));
    if (status >= 400) return status;
    for (const { to, share } of ENDPOINTS[name].calls) {
      if (random() >= share) continue;
      if ((await this.#call(to)) >= 500) return BAD_GATEWAY;
    }
    return status;
  }

  async #call(name: EndpointName): Promise<number> {
    const { service, method, route } = ENDPOINTS[name];
    const url = this.#options.urlOf(service);
    const attributes = { 'http.request.method': method, 'url.template': route, 'server.address': service };
    const span = this.#telemetry.tracer.startSpan(`${method} ${route}`, { kind: SpanKind.CLIENT, attributes });
    const headers: Record<string, string> = {};
    propagation.inject(trace.setSpan(context.active(), span), headers);
    const status = await statusOf(`${url}${pathOf(name, this.#options.random)}`, method, headers);
    close(span, status, 400);
    return status;
  }
}

/** Makes a request; resolves with its status, or 599 when there was no answer. */
export async function statusOf(url: string, method: string, headers: Record<string, string> = {}): Promise<number> {
  try {
    const answer = await fetch(url, { method, headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 599;
  }
}

function close(span: Span, status: number, bad: number): void {
  span.setAttribute('http.response.status_code', status);
  if (status >= bad) {
    span.setAttribute('error.type', String(status));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
