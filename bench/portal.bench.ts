import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { InventoryPage, RatingPage } from '@weir/contract';
import { freePorts } from '@weir/detection-service/cli/collector/free-port.ts';
import { MINUTE } from '@weir/detection-service/core/time.ts';
import { launchChromium } from '@weir/e2e/support/chromium.ts';
import { postUntilTaken } from '@weir/e2e/support/otlp-sender.ts';
import { pause, ServiceProcess } from '@weir/e2e/support/service-process.ts';
import { writePostMortem } from '@weir/e2e/support/write-post-mortem.ts';
import { startPortal } from '../dev/portal/start.ts';
import type { Bench, Figure } from './bench.ts';
import { catalogOf, FleetOfServices } from './portal/fleet-of-services.ts';
import { enter, told, type Visit, type Way } from './portal/visit.ts';

/**
 * Weir's pages in the portal of `npm start`, which holds thousands of services, in the catalog and in Weir: from a click
 * inside the loaded portal until the page is interactive. Telemetry goes on coming meanwhile. The peer is Backstage's
 * own catalog page over the same entities.
 */
const SERVICES = Number(process.env['WEIR_BENCH_SERVICES'] ?? 5_000);
const MINUTES = Number(process.env['WEIR_BENCH_MINUTES'] ?? 60);
const ROUNDS = Number(process.env['WEIR_BENCH_ROUNDS'] ?? 20);
const POST_MORTEMS = 200;
/** The catalog takes up its entities one by one. */
const CATALOG_PATIENCE = 15 * MINUTE;

const sidebar = (name: string) => (page: Page) => page.getByRole('link', { name, exact: true });
const ROW = '[data-weir-rows] [role="row"][data-key]';
const PEER: Way = {
  name: "the catalog's own page",
  link: (page) => page.getByRole('link', { name: 'Catalog' }).first(),
  ready: 'table tbody tr td a',
};
/** In the order of a walk: each link stands on the page before. */
const WAYS: readonly Way[] = [
  { name: 'API ratings', link: sidebar('API ratings'), ready: '[data-weir-row]' },
  {
    name: 'API ratings, all of them',
    link: (page) => page.getByText('All', { exact: true }).first(),
    ready: '[data-weir-row]',
    says: `of ${SERVICES.toLocaleString('en')}`,
  },
  { name: 'post-mortems', link: sidebar('Post-mortems'), ready: ROW },
  { name: 'inventory', link: sidebar('Inventory'), ready: ROW },
  {
    name: 'cards of an entity',
    link: (page) => page.locator('[data-weir-rows] a[href*="/component/"]').first(),
    ready: 'main a[href$="/weir"]',
    says: 'Learning|Nothing unusual|since',
  },
  {
    name: 'tab of an entity',
    link: (page) => page.locator('main a[href$="/weir"]').first(),
    ready: 'main figure svg[role="img"]',
  },
];

export const bench: Bench = {
  name: 'portal',
  summary: "Weir's pages inside a portal of thousands of services",
  async run(say) {
    const folder = mkdtempSync(path.join(tmpdir(), 'weir-bench-'));
    const [servicePort = 0, portalPort = 0] = await freePorts(2);
    const service = await ServiceProcess.start({
      data: path.join(folder, 'data'),
      port: servicePort,
      set: ['log.level=error'],
    });
    const feed = new Feed(service.url);
    try {
      await fill(service, feed, say);
      const ratings = await ratingTimes(service, say);
      const configs = [configIn(folder)];
      const portal = await startPortal({
        ...{ dataDirectory: folder, port: portalPort, weirUrl: service.url, configs, log: say },
      });
      try {
        const known = await pushed(service, say);
        const visits = await walk(portal.url, say);
        const times = new Map([...visits].map(([way, all]) => [way, all.map(({ elapsed }) => elapsed)]));
        const peer = times.get(PEER) ?? [];
        return {
          bench: 'portal',
          what: `${known.toLocaleString('en')} services with ${MINUTES} minutes of telemetry and more coming, as many in the catalog; each page entered ${ROUNDS} times by a click inside the loaded portal, headless Chromium`,
          peer: "Backstage's own catalog page with its paging switched on, over the same entities in the same portal",
          ratios: WAYS.map((way) => ({
            name: `${way.name}, median`,
            value: quantile(times.get(way) ?? [], 0.5) / quantile(peer, 0.5),
            unit: '× peer',
          })),
          figures: [
            ...WAYS.flatMap((way) => figuresOf(way.name, times.get(way) ?? [], true)),
            ...figuresOf("peer: the catalog's own page", peer, false),
            ...ratings,
          ],
          details: [...visits].flatMap(([{ name }, all]) => detailsOf(name, all)),
        };
      } finally {
        await portal.stop();
      }
    } finally {
      await feed.stop();
      await service.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Telemetry of all services: an hour at once, then each minute when it is over. */
class Feed {
  readonly #url: string;
  readonly #fleet = new FleetOfServices(SERVICES);
  readonly #stop = new AbortController();
  #going: Promise<void> = Promise.resolve();

  constructor(url: string) {
    this.#url = url;
  }

  async history(say: (line: string) => void): Promise<void> {
    let start = Math.floor(Date.now() / MINUTE) * MINUTE - MINUTES * MINUTE;
    for (; start + MINUTE <= Date.now(); start += MINUTE) {
      say(`telemetry of ${new Date(start).toISOString()}`);
      await this.#send(start);
    }
    this.#going = this.#goOn(start);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#going;
  }

  async #goOn(first: number): Promise<void> {
    for (let start = first; ;) {
      if (this.#stop.signal.aborted) return;
      if (Date.now() < start + MINUTE) await pause(200);
      else {
        await this.#send(start);
        start += MINUTE;
      }
    }
  }

  async #send(start: number): Promise<void> {
    for (const body of this.#fleet.minute(start)) await postUntilTaken(this.#url, body);
  }
}

async function fill(service: ServiceProcess, feed: Feed, say: (line: string) => void): Promise<void> {
  await feed.history(say);
  for (let i = 0; i < POST_MORTEMS; i++) await writePostMortem(service, `What happened, number ${i}`);
  say('Weir has what was sent');
  await until(async () => (await service.get<InventoryPage>('/v1/inventory?limit=1')).total >= SERVICES);
}

/** How long the list of all ratings takes: after a start, when nobody has asked before, and when they are there. */
async function ratingTimes(service: ServiceProcess, say: (line: string) => void): Promise<Figure[]> {
  say('ratings for the first time');
  const place = '/v1/ratings?limit=1000';
  const first = await timed(() => until(async () => (await fetch(`${service.url}${place}`)).ok));
  const again: number[] = [];
  for (let i = 0; i < ROUNDS; i++) again.push(await timed(() => service.get<RatingPage>(place)));
  return [
    { name: '`GET /v1/ratings`, for the first time', value: first, unit: 'ms' },
    { name: '`GET /v1/ratings`, a page of 1,000, median', value: quantile(again, 0.5), unit: 'ms' },
  ];
}

/** A configuration file that puts the services into the catalog, and lets the peer page as it can. */
function configIn(folder: string): string {
  const people = path.resolve(import.meta.dirname, '../dev/portal/catalog/people.yaml');
  const services = path.join(folder, 'services.yaml');
  writeFileSync(services, catalogOf(SERVICES));
  const file = path.join(folder, 'bench-config.json');
  const locations = [people, services].map((target) => ({ type: 'file', target }));
  const extensions = [
    { 'page:catalog': { config: { path: '/', pagination: true } } },
    { 'catalog-filter:catalog/list': { config: { initialFilter: 'all' } } },
  ];
  writeFileSync(
    file,
    JSON.stringify({ app: { extensions }, catalog: { locations, processingInterval: { hours: 6 } } })
  );
  return file;
}

/** Waits until the catalog has come into Weir's inventory; resolves with the services that are in both. */
async function pushed(service: ServiceProcess, say: (line: string) => void): Promise<number> {
  let matched = 0;
  const deadline = Date.now() + CATALOG_PATIENCE;
  while (matched < SERVICES && Date.now() < deadline) {
    ({ matched } = (await service.get<InventoryPage>('/v1/inventory?limit=1')).counts);
    say(`${matched} services are in the catalog, too`);
    await pause(1_000);
  }
  return matched;
}

/** The visits of each way, round by round. Between rounds stands a page that asks for nothing. */
async function walk(url: string, say: (line: string) => void): Promise<Map<Way, Visit[]>> {
  const visits = new Map<Way, Visit[]>([PEER, ...WAYS].map((way) => [way, []]));
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(url);
    await page.getByRole('button', { name: 'Enter as Ana' }).click();
    await page.getByRole('link', { name: 'API ratings' }).waitFor();
    for (let round = 0; round < ROUNDS; round++) {
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByText('Profile').first().waitFor();
      for (const way of [PEER, ...WAYS]) {
        say(`round ${round + 1} of ${ROUNDS}: ${way.name}`);
        visits.get(way)?.push(await enter(page, way));
      }
    }
  } finally {
    await browser.close();
  }
  return visits;
}

/** Each round's value, and what the first and the slowest of the others waited for. */
function detailsOf(name: string, [first, ...others]: readonly Visit[]): string[] {
  if (first === undefined) return [];
  const slowest = others.toSorted((a, b) => b.elapsed - a.elapsed)[0];
  return [
    `${name}: ${[first, ...others].map(({ elapsed }) => Math.round(elapsed)).join(' ')} ms`,
    `  first, ${told(first)}`,
    ...(slowest === undefined ? [] : [`  slowest of the others, ${told(slowest)}`]),
  ];
}

function figuresOf(name: string, times: readonly number[], ours: boolean): Figure[] {
  const target = ours ? { target: { kind: 'at most', gate: 2_000 } as const } : {};
  return [
    { name: `${name}, median`, value: quantile(times, 0.5), unit: 'ms' },
    { name: `${name}, 95th percentile`, value: quantile(times, 0.95), unit: 'ms', ...target },
    { name: `${name}, the first time`, value: times[0] ?? Number.NaN, unit: 'ms' },
  ];
}

/** The smallest value that at least so large a share of the values does not exceed. */
function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? Number.NaN;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function until(fulfilled: () => Promise<boolean>): Promise<void> {
  while (!(await fulfilled())) await pause(500);
}
