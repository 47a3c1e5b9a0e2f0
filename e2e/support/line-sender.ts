import { pause } from './service-process.ts';

const RETRY_MS = 20;
const GIVE_UP_MS = 120_000;

/** A request to the line endpoint of a collector. */
export interface LineRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the receiver said. */
export interface LinesTaken {
  readonly accepted: number;
  readonly unparsed: number;
  /** How many tries it took. */
  readonly tries: number;
}

/** How a log is cut into requests. */
export interface LogSending {
  readonly service: string;
  readonly source: string;
  /** Lines of a request. */
  readonly chunk: number;
  /** When a line happened, in Unix milliseconds. */
  readonly timeOf: (line: string) => number;
}

/** The requests that send a log as history: announced, in chunks with a key each, ended. */
export function lineRequests(lines: readonly string[], sending: LogSending): LineRequest[] {
  const headers = {
    'content-type': 'text/plain',
    'weir-service': sending.service,
    'weir-source': sending.source,
    'weir-source-mode': 'history',
  };
  const requests: LineRequest[] = [];
  for (let at = 0; at < lines.length; at += sending.chunk) {
    const chunk = lines.slice(at, at + sending.chunk);
    const upTo = String(sending.timeOf(chunk.at(-1) as string));
    const key = { 'idempotency-key': `${sending.source}-${at}`, 'weir-received-up-to': upTo };
    requests.push({ body: `${chunk.join('\n')}\n`, headers: { ...headers, ...key } });
  }
  const last = String(sending.timeOf(lines.at(-1) as string));
  requests.push({ body: '', headers: { ...headers, 'weir-received-up-to': last, 'weir-source-ended': 'true' } });
  return requests;
}

/** Posts the same request until it is acknowledged. Anything but 429 and 503 is an error. */
export async function postLines(url: string, { body, headers }: LineRequest): Promise<LinesTaken> {
  const deadline = Date.now() + GIVE_UP_MS;
  for (let tries = 1; ; tries++) {
    const answer = await fetch(url, { method: 'POST', body, headers })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => undefined);
    if (answer?.status === 200) return { ...(JSON.parse(answer.text) as Omit<LinesTaken, 'tries'>), tries };
    if (answer !== undefined && ![409, 429, 503].includes(answer.status)) {
      throw new Error(`${url} answered ${answer.status}: ${answer.text}`);
    }
    if (Date.now() > deadline) throw new Error(`${url} did not take lines in ${GIVE_UP_MS / 1000} s: ${answer?.text}`);
    await pause(RETRY_MS);
  }
}
