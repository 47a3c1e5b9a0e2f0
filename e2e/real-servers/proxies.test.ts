import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { startCollector, type RunningCollector } from '@weir/detection-service/cli/collector/start.ts';
import { SECOND } from '@weir/detection-service/core/time.ts';
import { shopBehindHaproxy, shopBehindNginx, type ProxiedShop } from '../support/proxied-shop.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { VerdictWatch, type TimedVerdict } from '../support/verdict-watch.ts';

/**
 * Real proxies in front of a small shop: their access logs go through the collector to the service, and what is done to
 * the shop is read from the API. Everything is in steps of a second, so that minutes are enough.
 */
const STEP = SECOND;
const LATENESS = 2 * SECOND;
/** Promised to people: a verdict is readable so soon after the end of its step. */
const VERDICT_WITHIN = LATENESS + 5 * SECOND;
const WARM_UP_SECONDS = 40;
const SETTINGS = ['steps.request=1s', 'lateness=2s', `detector.params={warmUp: ${WARM_UP_SECONDS}}`, 'log.level=warn'];

/** Enough calls a step for a 95th percentile, and a duration that a busy machine's hiccups do not double. */
const CALLS_PER_SECOND = 30;
const USUAL_DELAY = 60;
const SLOW_DELAY = 400;
const FAULT_MS = 12 * SECOND;
const REST_MS = 8 * SECOND;
/** An anomaly is there so soon after the start of its cause, and says that it started so near to it. */
const FOUND_WITHIN = 30 * SECOND;
const START_NEAR = 6 * SECOND;
/** One call in twenty seconds. */
const QUIET = 1 / 20;

interface FoundAnomaly {
  readonly service: string;
  readonly entityId: string;
  readonly indicator: string;
  readonly direction: string;
  readonly start: number;
  readonly description: string;
  readonly peak: { readonly value: number | null };
}

interface Page<T> {
  readonly items: readonly T[];
}

describe('nginx and HAProxy', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-proxies-'));
  const busy: ProxiedShop[] = [];
  let service: ServiceProcess;
  let collector: RunningCollector;
  let quiet: ProxiedShop;
  let watch: VerdictWatch;
  let delays: ReadonlyMap<string, readonly TimedVerdict[]>;

  beforeAll(async () => {
    const port = await freePort();
    service = await ServiceProcess.start({ data: path.join(folder, 'data'), port, set: SETTINGS });
    const binary = await collectorBinary(() => undefined);
    const storage = path.join(folder, 'collector');
    collector = await startCollector({ binary, endpoint: service.url, storage, resolution: STEP });
    busy.push(
      await shopBehindNginx(folder, 'nginx-shop', collector.ports),
      await shopBehindHaproxy(folder, 'haproxy-shop', 'rfc5424', collector.ports),
      await shopBehindHaproxy(folder, 'haproxy-old-shop', 'rfc3164', collector.ports)
    );
    quiet = await shopBehindNginx(folder, 'quiet-shop', collector.ports);
    for (const { shop } of [...busy, quiet]) shop.faults.delay = USUAL_DELAY;
    for (const { load } of busy) load.run(CALLS_PER_SECOND);
    quiet.load.run(QUIET);
  });

  afterAll(async () => {
    await watch?.stop();
    for (const one of [...busy, quiet]) await one?.stop();
    await collector?.stop();
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const anomalies = async (): Promise<readonly FoundAnomaly[]> =>
    (await service.get<Page<FoundAnomaly>>('/v1/anomalies?limit=1000')).items;

  /** The anomalies of one kind, one of each busy service itself, as soon as all are there. */
  async function found(indicator: RegExp, direction: string, since: number): Promise<readonly FoundAnomaly[]> {
    const entities = await service.get<Page<{ readonly id: string }>>('/v1/entities?kind=service');
    const services = new Set(entities.items.map(({ id }) => id));
    for (;;) {
      const all = (await anomalies()).filter((one) => indicator.test(one.indicator) && one.direction === direction);
      const ofServices = busy.map(({ service: name }) =>
        all.find((one) => one.service === name && services.has(one.entityId))
      );
      if (ofServices.every((one) => one !== undefined)) return ofServices;
      if (Date.now() > since + FOUND_WITHIN) {
        throw new Error(
          `no anomaly of ${busy
            .filter((_, i) => !ofServices[i])
            .map((one) => one.service)
            .join(', ')}`
        );
      }
      await pause(250);
    }
  }

  it('say nothing of ordinary traffic', async () => {
    await pause((WARM_UP_SECONDS + 10) * SECOND);
    watch = new VerdictWatch(service.url, ['nginx-shop', 'haproxy-shop', 'quiet-shop'], STEP);
    await pause(20 * SECOND);
    expect((await anomalies()).map(({ service: name, description }) => `${name}: ${description}`)).toEqual([]);
  });

  it('show errors, slowness and a stop, each from its start', async () => {
    const inject = async (indicator: RegExp, direction: string, begin: () => void, end: () => void): Promise<void> => {
      const since = Date.now();
      begin();
      const hits = await found(indicator, direction, since);
      for (const { service: name, start } of hits) {
        const off = start - since;
        expect(Math.abs(off), `${name}: ${String(indicator)} starts ${off} ms after its cause`).toBeLessThanOrEqual(
          START_NEAR
        );
      }
      await pause(Math.max(0, since + FAULT_MS - Date.now()));
      end();
      await pause(REST_MS);
    };
    const each = (change: (one: ProxiedShop) => void) => (): void => busy.forEach(change);
    await inject(
      /^error_ratio$/,
      'up',
      each(({ shop }) => (shop.faults.errors = 0.5)),
      each(({ shop }) => (shop.faults.errors = 0))
    );
    await inject(
      /^latency_p\d\d$/,
      'up',
      each(({ shop }) => (shop.faults.delay = SLOW_DELAY)),
      each(({ shop }) => (shop.faults.delay = USUAL_DELAY))
    );
    await inject(
      /^request_rate$/,
      'down',
      each(({ load }) => load.pause()),
      each(({ load }) => load.run(CALLS_PER_SECOND))
    );
    delays = await watch.stop();
    const stops = (await anomalies()).filter(
      ({ indicator, direction }) => indicator === 'request_rate' && direction === 'down'
    );
    expect(stops.map(({ peak }) => peak.value)).toEqual(stops.map(() => 0));
  });

  it('are one problem each, and none for the quiet shop that nothing happened to', async () => {
    const problems = (await service.get<Page<{ service: string; start: number }>>('/v1/problems')).items;
    expect(problems.map((problem) => problem.service).sort()).toEqual(busy.map((one) => one.service).sort());
  });

  it.each(['nginx-shop', 'haproxy-shop', 'quiet-shop'])('%s: every second has its verdict in time', (name) => {
    const seen = delays.get(name) ?? [];
    const sorted = seen.map(({ delay }) => delay).sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
    // What was measured belongs into the record of the run.
    process.stdout.write(
      `${name}: ${seen.length} verdicts, ms after the end of the step: median ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)}\n`
    );
    expect(seen.length).toBeGreaterThan(60);
    expect(seen.filter((one, i) => i > 0 && one.time !== (seen[i - 1]?.time ?? 0) + STEP)).toEqual([]);
    expect(seen.filter(({ status }) => status !== 'scored')).toEqual([]);
    expect(seen.filter(({ delay }) => delay > VERDICT_WITHIN)).toEqual([]);
    expect(seen.some(({ value }) => value !== null && value > 0)).toBe(true);
  });
});
