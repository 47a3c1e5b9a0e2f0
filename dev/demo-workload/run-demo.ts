import { mkdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { SourcePage } from '@weir/contract';
import { WeirError } from '@weir/detection-service/core/errors.ts';
import { MINUTE, type Millis } from '@weir/detection-service/core/time.ts';
import { sendHistory } from './history/send-history.ts';
import { startShop } from './live/start-shop.ts';
import { keepNote, planOf, readNote, type Note } from './note.ts';
import { sayWords } from './people/say-words.ts';
import { WeirApi } from './people/weir-api.ts';
import type { Plan } from './plan.ts';

/** Where the demo runs. */
export interface DemoOptions {
  readonly seed: number;
  readonly data: string;
  /** Base URLs: of the collector's OTLP over HTTP, and of the detection service. */
  readonly collector: string;
  readonly weir: string;
  readonly token: string | undefined;
  readonly report: (event: DemoEvent) => void;
  readonly stopped: AbortSignal;
}

/** What the demo says of itself. */
export type DemoEvent =
  /** Another seed than the one asked for is in the data directory, and stays. */
  | { readonly is: 'other-seed'; readonly seed: number }
  | { readonly is: 'serving'; readonly urls: Readonly<Record<string, string>> }
  /** Share of the history that has been delivered; said now and then. */
  | { readonly is: 'history'; readonly share: number }
  /** The shop is open. `outageFound` is absent when its people had spoken before. */
  | { readonly is: 'live'; readonly plan: Plan; readonly outageFound?: boolean };

/** How long what was delivered may take to be judged. */
const JUDGED_MS = 180_000;
const POLL_MS = 250;
/** How much more of the history has been delivered when it is said again. */
const SAY_SHARE = 0.25;

/**
 * Runs the demo until it is stopped: services, two weeks of history if the data directory has none yet, the words of its
 * people, and then visits. Rejects when the collector or the service does not take what it sends.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { report, data, stopped } = options;
  mkdirSync(data, { recursive: true });
  let note = readNote(data) ?? newNote(options.seed);
  const keep = (change: Partial<Note>): void => keepNote(data, (note = { ...note, ...change }));
  if (note.seed !== options.seed) report({ is: 'other-seed', seed: note.seed });
  const plan = planOf(note);
  keep({});
  const shop = await startShop(plan, options.collector);
  try {
    report({ is: 'serving', urls: Object.fromEntries(shop.urls) });
    const api = new WeirApi(options.weir, options.token);
    if (note.ended !== true) await deliverHistory(options, plan, note.delivered ?? plan.from, keep, api);
    shop.open();
    const outageFound = note.said === true ? undefined : await sayWords(api, plan);
    keep({ said: true });
    report({ is: 'live', plan, ...(outageFound === undefined ? {} : { outageFound }) });
    await untilAborted(stopped);
  } catch (error) {
    if (!stopped.aborted) throw error;
  } finally {
    await shop.stop();
  }
}

function newNote(seed: number): Note {
  const now = Math.floor(Date.now() / MINUTE) * MINUTE;
  return { seed, created: now, offset: -new Date(now).getTimezoneOffset() * MINUTE };
}

async function deliverHistory(
  { collector, report, stopped }: DemoOptions,
  plan: Plan,
  from: Millis,
  keep: (change: Partial<Note>) => void,
  api: WeirApi
): Promise<void> {
  let said = 0;
  await sendHistory(plan, {
    ...{ collector, from, stopped, now: Date.now },
    taken: (upTo) => {
      keep({ delivered: upTo });
      const share = Math.min(1, (upTo - plan.from) / (plan.created - plan.from));
      if (share === said || (share < 1 && share < said + SAY_SHARE)) return;
      said = share;
      report({ is: 'history', share });
    },
    judged: (upTo) => judged(api, upTo, stopped),
  });
  keep({ ended: true });
}

/** Resolves when the service has judged all history up to an instant. */
async function judged(api: WeirApi, upTo: Millis, stopped: AbortSignal): Promise<void> {
  const deadline = Date.now() + JUDGED_MS;
  while (Date.now() < deadline) {
    const { items } = await api.get<SourcePage>('/v1/sources?limit=1000');
    if (items.some(({ mode, watermark }) => mode === 'history' && (watermark ?? 0) >= upTo)) return;
    await pause(POLL_MS, undefined, { signal: stopped });
  }
  throw new WeirError('unavailable', "The detection service has not come to the end of the demo's history.");
}

function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
