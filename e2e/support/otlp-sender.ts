import { pause } from './service-process.ts';

const RETRY_MS = 20;
const GIVE_UP_MS = 60_000;

/** An answer of the service to telemetry. */
export interface Answer {
  readonly status: number;
  readonly body: Uint8Array;
}

/** Posts OTLP metrics once. Rejects when the connection breaks. */
export async function postMetrics(
  url: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {}
): Promise<Answer> {
  const answer = await fetch(`${url}/v1/metrics`, {
    method: 'POST',
    body: Buffer.from(body),
    headers: { 'content-type': 'application/x-protobuf', ...headers },
  });
  return { status: answer.status, body: new Uint8Array(await answer.arrayBuffer()) };
}

/** Posts the same bytes until they are acknowledged; returns how many times it took. Anything but 503 is an error. */
export async function postUntilTaken(url: string, body: Uint8Array): Promise<number> {
  const deadline = Date.now() + GIVE_UP_MS;
  for (let tries = 1; ; tries++) {
    const answer = await postMetrics(url, body).catch(() => undefined);
    if (answer?.status === 200) return tries;
    if (answer !== undefined && answer.status !== 503) {
      throw new Error(`${url} answered ${answer.status}: ${Buffer.from(answer.body).toString()}`);
    }
    if (Date.now() > deadline) throw new Error(`${url} did not take a request in ${GIVE_UP_MS / 1000} s`);
    await pause(RETRY_MS);
  }
}
