import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RatingPage } from '@weir/contract';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { launchChromium } from '../support/chromium.ts';
import { endStarted, Started, startPorts } from '../support/npm-start.ts';
import { scratchFolder } from '../support/scratch.ts';

/** The portal that `npm start` shows, as Ana uses it: every page, and from a problem to a rating that has changed. */

const PATIENCE = 60_000;
const folder = scratchFolder('portal');
endStarted();

let started: Started;
let service: string;
let portal: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  const port = await freePort();
  const { url, args } = await startPorts();
  service = url;
  portal = `http://127.0.0.1:${port}`;
  const flags = args.filter((arg) => arg !== '--no-portal');
  started = new Started(folder, [...flags, '--portal-port', String(port), '--data', path.join(folder, 'data')]);
  await started.ready();
  browser = await launchChromium();
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== portal) complaints.push(`asked outside: ${request.url()}`);
  });
  await page.goto(portal);
  await page.getByRole('button', { name: 'Enter as Ana' }).click();
  await page.getByRole('link', { name: 'API ratings' }).waitFor();
});

afterAll(async () => {
  await browser.close();
  expect(await started.interrupt()).toBe(0);
});

async function open(place: string): Promise<void> {
  await page.goto(`${portal}${place}`);
}

/** Text of the first such element of a page, once it is there. */
async function textOf(place: string, selector: string): Promise<string | null> {
  await open(place);
  return page.locator(selector).first().textContent();
}

/** What axe finds; Backstage's own headings stand outside of all landmarks. */
async function accessibilityFaults(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).disableRules(['region']).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

async function ratingOf(name: string): Promise<{ readonly score: number; readonly lostByProblems: number }> {
  const answer = await fetch(`${service}/v1/ratings`);
  const { items } = (await answer.json()) as RatingPage;
  const rating = items.find((one) => one.service === name);
  const line = rating?.lines.find(({ what }) => what === 'stability');
  return { score: rating?.score ?? Number.NaN, lostByProblems: line?.lost ?? Number.NaN };
}

describe('the portal', () => {
  it('shows what runs beside what the catalog says', async () => {
    // The backend pushes the catalog every 20 seconds.
    await expect
      .poll(() => textOf('/weir/inventory', 'h2'), { timeout: PATIENCE, interval: 3_000 })
      .toContain('1 of 4 services is not in the catalog');
    await page.getByRole('row', { name: /gift-cards/ }).waitFor();
    expect(await page.getByRole('row', { name: /inventory/ }).textContent()).toContain('Proposed');
    expect(await accessibilityFaults()).toEqual([]);
  });

  it('takes a proposed service into the catalog', async () => {
    await page
      .getByRole('row', { name: /inventory/ })
      .getByRole('button', { name: 'Accept' })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Nothing existing is overwritten').waitFor();
    await dialog.getByRole('button', { name: /Accept/ }).click();
    await expect
      .poll(() => textOf('/weir/inventory', 'tr:has-text("inventory")'), { timeout: PATIENCE, interval: 3_000 })
      .toContain('Matched');
  });

  it('says on the page of a service how it is', async () => {
    await open('/catalog/default/component/orders');
    await page.getByText('Answers slower than usual').first().waitFor();
    await page.getByText(/Most lost: \w+/).waitFor();
    await open('/catalog/default/component/orders/weir');
    await page.getByRole('heading', { name: /answers slower than usual.*since/ }).waitFor();
    await page.getByRole('img', { name: /p95 latency of orders/ }).waitFor();
    expect(await accessibilityFaults()).toEqual([]);
  });

  it('leads from a problem by feedback to a rating that has changed', async () => {
    // Of payments' problem Ben has said the contrary already; nobody has said anything of this one.
    const before = await ratingOf('orders');
    await open('/catalog/default/component/orders/weir?range=7d');
    await page
      .getByRole('button', { name: /orders.*fails/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Expected' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Save word' }).click();
    await dialog.getByText('Say what it was.').waitFor();
    await dialog.getByRole('textbox', { name: 'What was it?' }).fill('A rehearsal of an outage <b>at noon</b>');
    await dialog.getByRole('button', { name: 'Save word' }).click();
    await page.getByText(/Saved\. Recorded for .*it does not change detection yet\./).waitFor();
    await expect
      .poll(async () => (await ratingOf('orders')).lostByProblems, { timeout: PATIENCE })
      .toBeLessThan(before.lostByProblems);
    const { score } = await ratingOf('orders');
    await open('/weir/ratings?scope=all');
    await page
      .getByRole('button', { name: new RegExp(`orders.*\\b(${Math.floor(score)}|${Math.ceil(score)})\\b`) })
      .waitFor();
    expect(await accessibilityFaults()).toEqual([]);
  });

  it('opens a post-mortem from a problem and keeps what is written', async () => {
    await open('/catalog/default/component/orders/weir');
    await page
      .getByRole('button', { name: /orders.*slower/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Write post-mortem' }).click();
    const impact = page.getByRole('textbox', { name: 'Impact' });
    await impact.fill('Orders took twice as long. <img src=x onerror=alert(1)>');
    await page.getByText(/saved \d\d:\d\d/).waitFor();
    const place = page.url();
    await page.reload();
    await page.getByRole('textbox', { name: 'Impact' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Impact' }).inputValue()).toContain('twice as long');
    expect(await accessibilityFaults()).toEqual([]);
    await open('/weir/post-mortems');
    await page.getByRole('row', { name: /orders answers slower than usual/ }).waitFor();
    expect(place).toContain('/weir/post-mortems/');
  });

  it('complained of nothing, asked nobody outside, and holds no token of Weir in the browser', async () => {
    expect(complaints.filter((text) => !text.includes('net::ERR_ABORTED'))).toEqual([]);
    const kept = JSON.stringify(await context.storageState());
    expect(kept).not.toMatch(/weir[-_]?token/i);
  });

  it('is started again when it dies', async () => {
    const died = backendPid();
    process.kill(died, 'SIGKILL');
    const ready = async (): Promise<boolean> =>
      (await fetch(`${portal}/.backstage/health/v1/readiness`).catch(() => undefined))?.ok === true;
    await expect.poll(ready, { timeout: PATIENCE }).toBe(false);
    await expect.poll(ready, { timeout: 3 * PATIENCE, interval: 1_000 }).toBe(true);
    expect(backendPid()).not.toBe(died);
    await open('/weir/post-mortems');
    await page.getByRole('row', { name: /orders answers slower than usual/ }).waitFor();
  });
});

/** The process of the portal's backend: the one that was given the configuration in this test's folder. */
function backendPid(): number {
  const config = path.join(folder, 'data/portal/app-config.json');
  const pid = readdirSync('/proc').find((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').includes(config);
    } catch {
      return false;
    }
  });
  if (pid === undefined) throw new Error(`no process was given ${config}`);
  return Number(pid);
}
