import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { builtHost, builtPlugin } from './built-bundles.ts';
import { servePage, type Resources } from './page-server.ts';

const NOW = Date.now();
const HOUR = 3_600_000;
const feedback = { words: [], count: 0, needsReview: false };
const problem = {
  id: '7d444840-9dc0-51d1-b245-5ffdce74fad2',
  entityId: '5d1f6a0c9be34f7781c2a4e3d0b69f12',
  service: 'payments',
  start: NOW - 2 * HOUR,
  end: null,
  concernScore: 86,
  confidenceScore: 97,
  title: 'payments fails 38 % of calls',
  description: 'payments fails 38 % of calls, expected 0.05 %',
  anomalyCount: 1,
  annotator: { name: 'seasonal-baseline', version: '2', type: 'algorithm' },
  revision: 1,
  feedback,
  environment: 'prod',
  owner: 'team-pay',
};
const INFO = {
  version: '0.1.0',
  contract: '1.0',
  capabilities: ['problems', 'forecasts', 'ratings', 'feedback', 'post-mortems'],
  openScore: 0.5,
};
const EMPTY = { items: [], next: null };
const LISTING = {
  items: [problem],
  total: 1,
  open: 1,
  closed: 0,
  more: false,
  storm: null,
  services: ['payments'],
  affected: 1,
  watched: 4,
  watchedMore: false,
  newestSample: NOW - 8_000,
  environments: ['prod'],
  owners: {},
};
const SERVICES = { items: [], total: 0, quiet: 0, watched: 0, kinds: {}, more: false, environments: [] };
const ANSWERS: Resources = {
  info: INFO,
  problems: LISTING,
  services: SERVICES,
  'v1/forecasts': EMPTY,
  'v1/anomalies': EMPTY,
  'v1/problems': EMPTY,
  'v1/entities': EMPTY,
  'v1/post-mortems': EMPTY,
  [`v1/problems/${problem.id}`]: { problem, anomalies: [] },
};

describe('built bundles load in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let server: Awaited<ReturnType<typeof servePage>>;
  let empty: typeof server;
  let host: string;
  /** What a person would find on the console; Grafana's own registry of loggers is not set up here. */
  const said: string[] = [];

  beforeAll(async () => {
    host = await mkdtemp(path.join(tmpdir(), 'weir-bundles-'));
    const plugins = {
      'weir-detection-app': await builtPlugin('grafana-app'),
      'weir-detection-datasource': await builtPlugin('grafana-datasource'),
    };
    await builtHost(host);
    server = await servePage({ plugins, host, api: ANSWERS });
    empty = await servePage({
      plugins,
      host,
      api: { ...ANSWERS, problems: { ...LISTING, watched: 0, newestSample: null } },
    });
    browser = await launchChromium();
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') said.push(message.text());
    });
    page.on('pageerror', (error) => said.push(error.message));
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
    empty?.close();
    await rm(host, { recursive: true, force: true });
  });

  it.each([
    ['overview', 'payments has a problem.'],
    ['services', 'Nothing is watched yet.'],
    ['forecasts', 'Nothing is forecast yet.'],
    ['strategies', 'Read-only for now.'],
    [`problems/${problem.id}`, 'payments fails 38 % of calls'],
    ['problems/00000000-0000-4000-8000-000000000000', 'This problem does not exist'],
    ['services/gift-cards', 'gift-cards sends nothing.'],
    ['explain', 'Weir does not watch this series.'],
  ])('%s', async (route, sentence) => {
    said.length = 0;
    await page.goto(`${server.url}/a/weir-detection-app/${route}`);
    await page.getByText(sentence).first().waitFor({ timeout: 60_000 });
    // A problem that is not there is answered 404, which browsers say, too.
    expect(said.filter((text) => !text.includes('404'))).toEqual([]);
  });

  it('nothing watched yet', async () => {
    await page.goto(`${empty.url}/a/weir-detection-app/overview`);
    await page.getByText('Nothing is watched yet.').waitFor({ timeout: 60_000 });
  });

  it('the app declares its root page and its link, the data source its editors', async () => {
    await page.goto(`${server.url}/a/weir-detection-app/overview`);
    await page.getByText('payments has a problem.').waitFor({ timeout: 60_000 });
    const found = await page.evaluate(() => {
      const { plugin, source } = (
        globalThis as unknown as {
          weirHost: {
            plugin: { addedLinkConfigs: { title: string }[] };
            source: { components: Record<string, unknown> };
          };
        }
      ).weirHost;
      return [plugin.addedLinkConfigs.map(({ title }) => title), Object.keys(source.components)];
    });
    expect(found).toEqual([['Explain with Weir'], expect.arrayContaining(['ConfigEditor', 'QueryEditor'])]);
  });
});
