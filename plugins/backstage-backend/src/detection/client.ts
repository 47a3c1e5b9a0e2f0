import type { ErrorDetail } from '@weir/backstage-plugin-weir-common';
import type { ActingPerson } from './person';
import { WeirRefusedError, WeirUnavailableError } from './failure';

/** Longest answer that is read; the largest query is far below. */
const ANSWER_BYTES = 64 * 1024 * 1024;

/** Where Weir is, and who asks. */
export interface DetectionClientOptions {
  readonly baseUrl: string;
  readonly token: string | undefined;
  /** Milliseconds that an answer is waited for. */
  readonly timeout: number;
  readonly now?: () => number;
}

/** One request to the detection service. */
export interface DetectionRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its parts encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** For whom it is asked. */
  readonly actor?: ActingPerson | undefined;
  /** `ETag` of the answer that is known already. */
  readonly known?: string | undefined;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds, when other than the configured ones. */
  readonly timeout?: number | undefined;
}

/** An answer as it came. */
export interface DetectionAnswer {
  /** 200 or 304. */
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly etag: string | undefined;
}

/** Speaks to the detection service, with its token, and says what is wrong when it does not answer as it should. */
export class DetectionClient {
  /** Host and port, for messages. */
  readonly target: string;
  /** When it answered last, Unix milliseconds. */
  answered: number | undefined;
  readonly #options: DetectionClientOptions;
  readonly #now: () => number;

  constructor(options: DetectionClientOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.target = new URL(options.baseUrl).host;
  }

  /** Asks, and reads the answer as JSON. */
  async json<T>(request: DetectionRequest): Promise<T> {
    const { text } = await this.ask(request);
    return JSON.parse(text) as T;
  }

  /**
   * Asks.
   *
   * @throws WeirUnavailableError when no answer of Weir came, WeirRefusedError when it says no
   */
  async ask(request: DetectionRequest): Promise<DetectionAnswer> {
    const timeout = request.timeout ?? this.#options.timeout;
    const late = AbortSignal.timeout(timeout);
    const signal = request.signal === undefined ? late : AbortSignal.any([late, request.signal]);
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.#url(request), {
        method: request.method ?? 'GET',
        headers: this.#headers(request),
        body: request.body === undefined ? null : JSON.stringify(request.body),
        redirect: 'error',
        signal,
      });
      text = await readText(response);
    } catch (error) {
      if (late.aborted) throw new WeirUnavailableError('slow', `No answer from ${this.target} in ${seconds(timeout)}.`);
      throw new WeirUnavailableError('down', `Weir cannot be reached: ${reason(error)} at ${this.target}.`);
    }
    return this.#judge(response, text);
  }

  #url({ path, query = {} }: DetectionRequest): string {
    const url = new URL(`${this.#options.baseUrl}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url.href;
  }

  /** Made from nothing: what the browser sent never travels on. */
  #headers({ body, actor, known }: DetectionRequest): Record<string, string> {
    const { token } = this.#options;
    return {
      accept: 'application/json, text/markdown',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(known === undefined ? {} : { 'if-none-match': known }),
      ...(actor === undefined ? {} : actorHeaders(actor)),
    };
  }

  #judge(response: Response, text: string): DetectionAnswer {
    const { status, headers } = response;
    const contentType = headers.get('content-type') ?? '';
    if (status === 304 || (response.ok && /^(application\/json|text\/markdown)\b/.test(contentType))) {
      this.answered = this.#now();
      return { status, contentType, text, etag: headers.get('etag') ?? undefined };
    }
    const error = errorBody(text);
    if (error === undefined) {
      const found = contentType.split(';')[0] || 'no content type';
      throw new WeirUnavailableError(
        'not-weir',
        `Reached something at ${this.target} that is not Weir (${status}, ${found}). Check the port.`
      );
    }
    this.answered = this.#now();
    const { message, details } = error;
    if (status === 401) {
      const hint = 'Create one with `weir token` and set weir.token.';
      throw new WeirUnavailableError('token', `Weir answered 401: the token is missing, wrong or expired. ${hint}`);
    }
    if (status === 403) throw new WeirUnavailableError('token', `Weir answered 403: ${message}`, details);
    if (status === 503) throw new WeirUnavailableError('slow', message, details);
    throw new WeirRefusedError(status, message, details);
  }
}

function actorHeaders({ id, name, email }: ActingPerson): Record<string, string> {
  return {
    'weir-actor-id': encodeURIComponent(id),
    'weir-actor-name': encodeURIComponent(name),
    ...(email === undefined ? {} : { 'weir-actor-email': encodeURIComponent(email) }),
  };
}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES) throw new Error(`an answer longer than ${ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function errorBody(text: string): { message: string; details: ErrorDetail[] } | undefined {
  try {
    const { code, message, details } = JSON.parse(text) as Record<string, unknown>;
    if (typeof code !== 'string' || typeof message !== 'string') return undefined;
    return { message, details: Array.isArray(details) ? (details as ErrorDetail[]) : [] };
  } catch {
    return undefined;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name is not known',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  EHOSTUNREACH: 'no route',
  CERT_HAS_EXPIRED: 'its certificate has expired',
};

function reason(error: unknown): string {
  // Not by `instanceof`: the errors of `fetch` can come from another realm.
  const { message, cause } = (error ?? {}) as { message?: string; cause?: { code?: string } };
  const code = cause?.code;
  return REASONS[code ?? ''] ?? code ?? message ?? 'no connection';
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`;
}
