import { Agent as PlainAgent, request as plainRequest, type RequestOptions } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { Readable } from 'node:stream';

/** An answer that is over. */
export interface Posted {
  readonly status: number;
  readonly body: Uint8Array;
}

export interface PostOptions {
  readonly token: string | undefined;
  /** How long the whole answer is waited for, in milliseconds. */
  readonly patience: number;
  /** Bytes of an answer, when it has what was asked for, and when it is an error. */
  readonly most: { readonly good: number; readonly bad: number };
}

/** An answer that is longer than it may be. */
export class TooLong extends Error {
  readonly most: number;

  constructor(most: number) {
    super(`the answer has more than ${most} bytes`);
    this.name = 'TooLong';
    this.most = most;
  }
}

const plain = new PlainAgent({ keepAlive: true });
const tls = new TlsAgent({ keepAlive: true });

/**
 * Posts JSON. `fetch` does not do here: it takes 421 to mean that it should try another connection by itself. Redirects are
 * answers like others: a token goes where it was meant to go and nowhere else. Rejects with what Node says, a `TimeoutError`,
 * or `TooLong`.
 */
export async function postJson(url: URL, json: string, { token, patience, most }: PostOptions): Promise<Posted> {
  const body = Buffer.from(json);
  const isTls = url.protocol === 'https:';
  const options: RequestOptions = {
    method: 'POST',
    agent: isTls ? tls : plain,
    headers: {
      'content-type': 'application/json',
      'content-length': body.length,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    signal: AbortSignal.timeout(patience),
  };
  const { promise, resolve, reject } = Promise.withResolvers<Posted>();
  const request = (isTls ? tlsRequest : plainRequest)(url, options, (response) => {
    const status = response.statusCode ?? 0;
    readAll(response, status === 200 ? most.good : most.bad).then((read) => resolve({ status, body: read }), reject);
  });
  request.on('error', reject);
  request.end(body);
  return promise;
}

async function readAll(response: Readable, most: number): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    // Leaving the loop closes the connection.
    if (bytes > most) throw new TooLong(most);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
