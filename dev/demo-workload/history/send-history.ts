import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { WeirError } from '@weir/detection-service/core/errors.ts';
import { HOUR, MINUTE, type Millis } from '@weir/detection-service/core/time.ts';
import type { Plan } from '../plan.ts';
import { historyRequest } from './history-request.ts';
import { Minutes } from './minute.ts';

const packed = promisify(gzip);

/** So much of the past goes into one request. */
const CHUNK: Millis = 4 * HOUR;
/** The newest history that waits until its end has been declared. */
const UNSETTLED: Millis = 2 * MINUTE;
const RETRY_MS = 500;
const GIVE_UP_MS = 60_000;

/** Where history goes, and how it is going. */
export interface HistoryRoute {
  /** Base URL of the collector's OTLP over HTTP. */
  readonly collector: string;
  /** First minute that was not delivered before. */
  readonly from: Millis;
  readonly now: () => Millis;
  /** Called when everything up to an instant has been taken. */
  readonly taken: (upTo: Millis) => void;
  /** Resolves when everything up to an instant has been judged. */
  readonly judged: (upTo: Millis) => Promise<void>;
  readonly stopped: AbortSignal;
}

/**
 * Sends the past up to the present minute, as fast as it is taken, and declares its end. The last of it goes out once all
 * before it has been judged, so that little is missing between its end and the present. Resolves, when all is judged, with
 * where it ends. Rejects when the collector refuses it or is gone for a minute, and with the signal's reason.
 */
export async function sendHistory(plan: Plan, route: HistoryRoute): Promise<Millis> {
  const present = (): Millis => Math.floor(route.now() / MINUTE) * MINUTE;
  const minutes = new Minutes(plan);
  const send = async (from: Millis, to: Millis, ended: boolean): Promise<void> => {
    await post(route, await packed(historyRequest(plan, minutes, from, to, ended)));
    route.taken(to);
  };
  let from = route.from;
  while (from < present()) {
    const to = Math.min(from + CHUNK, present());
    await send(from, to, false);
    from = to;
    if (from >= present()) await route.judged(from - UNSETTLED);
  }
  await send(from, from, true);
  await route.judged(from);
  return from;
}

async function post({ collector, now, stopped }: HistoryRoute, body: Uint8Array): Promise<void> {
  const deadline = now() + GIVE_UP_MS;
  for (;;) {
    stopped.throwIfAborted();
    const answer = await fetch(`${collector}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' },
      body: new Uint8Array(body),
      signal: AbortSignal.any([stopped, AbortSignal.timeout(GIVE_UP_MS)]),
    }).catch((error: unknown) => error as Error);
    if (!(answer instanceof Error)) {
      const text = await answer.text();
      if (answer.ok) return;
      if (answer.status < 500 && answer.status !== 429) {
        throw new WeirError('unavailable', `The collector refuses the demo's history (${answer.status}): ${text}`);
      }
    }
    if (now() > deadline) throw new WeirError('unavailable', "The collector does not take the demo's history.");
    await pause(RETRY_MS, undefined, { signal: stopped });
  }
}
