import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@grafana/plugin-e2e';
import type { Page } from '@playwright/test';
import { HOUR } from '@weir/detection-service/core/time.ts';
import type { ProblemPage } from '@weir/contract';
import { putDashboard, removeDashboard } from './support/dashboard.ts';
import { READ_TOKEN, SOURCE, stage } from './support/stage.ts';

/** Every page of the app, what it changes, who may change it, and the entry in the menu of panels. */

const APP = '/a/weir-detection-app';
const uid = 'weir-e2e-menu';
const viewer = { login: 'weir-e2e-viewer', password: 'weir-e2e-0123456789' };

test.beforeAll(() =>
  putDashboard(stage.api, {
    ...{ uid, title: 'Weir e2e menu', from: stage.end - 6 * HOUR, to: stage.end },
    panels: [
      {
        ...{ title: 'orders p95', type: 'timeseries' },
        query: { queryType: 'series', entity: 'orders', indicator: 'latency_p95' },
      },
    ],
  })
);
test.afterAll(() => removeDashboard(stage.api, uid));

const range = (): string => `from=${stage.end - 30 * HOUR}&to=${stage.end}`;

/** What axe finds in the app's own part of the page; the pickers of range and refresh are Grafana's. */
async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include('#pageContent')
    .exclude('[data-testid*="Picker"]')
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

async function problemOf(service: string): Promise<string> {
  const answer = await fetch(`${stage.weir}/v1/problems?limit=50`, {
    headers: { authorization: `Bearer ${READ_TOKEN}` },
  });
  const { items } = (await answer.json()) as ProblemPage;
  return items.find((problem) => problem.service === service)?.id ?? 'none';
}

test('the overview says what is wrong, and where', async ({ page }) => {
  await page.goto(`${APP}/overview?${range()}`);
  await expect(page.getByText('orders has a problem.')).toBeVisible();
  await expect(
    page.getByRole('table', { name: 'Problems' }).getByRole('link', { name: /payments fails/ })
  ).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('a problem says why, takes a word of an editor, and gives it back', async ({ page }) => {
  await page.goto(`${APP}/problems/${await problemOf('payments')}`);
  await expect(page.getByRole('heading', { name: 'Why' })).toBeVisible();
  await expect(page.getByText('origin').first()).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Expected' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('textbox').first().fill('A rehearsal <b>at noon</b>');
  await drawer.getByRole('button', { name: /Save/ }).click();
  await expect(page.getByText(/Saved\. Recorded for .*does not change detection yet/)).toBeVisible();
  await expect(page.getByText(/A rehearsal <b>at noon<\/b>/)).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByText(/A rehearsal/)).toHaveCount(0);
});

test('services are listed, found and opened', async ({ page }) => {
  await page.goto(`${APP}/services`);
  const table = page.getByRole('table', { name: 'Services' });
  await expect(table.getByRole('link', { name: 'inventory', exact: true })).toBeVisible();
  await page.getByLabel('Search services').fill('pay');
  await expect(table.getByRole('link', { name: 'inventory', exact: true })).toHaveCount(0);
  expect(await accessibilityFaults(page)).toEqual([]);
  await table.getByRole('link', { name: 'payments', exact: true }).click();
  await expect(page).toHaveURL(/services\/payments/);
  await expect(page.getByText('p95 latency').first()).toBeVisible();
  await page.getByRole('tab', { name: 'Rating' }).click();
  await expect(page.getByText(/calls failed, objective/)).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
});

for (const [name, words] of [
  ['forecasts', /may pass|stays within|objective/],
  ['strategies', /watched/],
  ['explain?service=orders', /orders (failed|answers slower)/],
] as const) {
  test(`the page ${name} has something to say`, async ({ page }) => {
    await page.goto(`${APP}/${name}${name.includes('?') ? `&${range()}` : ''}`);
    await expect(page.getByText(words).first()).toBeVisible();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
}

for (const dashboard of ['weir-what-is-wrong', 'weir-one-service']) {
  test(`the bundled dashboard ${dashboard} draws without an error`, async ({ gotoDashboardPage, page }) => {
    await gotoDashboardPage({ uid: dashboard });
    await expect(page.getByRole('heading').first()).toBeVisible();
    await expect(page.getByTestId(/Panel status error/)).toHaveCount(0);
  });
}

test('the menu of a panel explains what it shows', async ({ gotoDashboardPage, page }) => {
  const dashboard = await gotoDashboardPage({ uid });
  const panel = dashboard.getPanelByTitle('orders p95');
  await panel.clickOnMenuItem('Explain with Weir', { parentItem: 'Extensions' });
  const modal = page.getByRole('dialog', { name: 'Explain with Weir' });
  await expect(modal.getByText(/orders answers slower than usual/).first()).toBeVisible();
});

test('a viewer reads and cannot speak', async ({ browser, baseURL }) => {
  const { id } = await stage.api.call<{ id: number }>('POST', '/api/admin/users', {
    ...{ name: 'Viewer', login: viewer.login, password: viewer.password },
  });
  const context = await browser.newContext({ baseURL: baseURL ?? '', extraHTTPHeaders: {} });
  try {
    const entered = await context.request.post('/login', { data: { user: viewer.login, password: viewer.password } });
    expect(entered.ok()).toBe(true);
    const page = await context.newPage();
    const problemId = await problemOf('payments');
    await page.goto(`${APP}/problems/${problemId}`);
    await expect(page.getByRole('button', { name: 'Expected' })).toBeDisabled();
    const answer = await context.request.post(`/api/datasources/uid/${SOURCE.uid}/resources/v1/feedback`, {
      data: { word: 'confirmed', problemId },
    });
    expect(answer.status()).toBe(403);
  } finally {
    await context.close();
    await stage.api.remove(`/api/admin/users/${id}`);
  }
});
