import path from 'node:path';
import { expect, test } from '@grafana/plugin-e2e';
import type { Page } from '@playwright/test';
import { HOUR } from '@weir/detection-service/core/time.ts';
import { putDashboard, removeDashboard } from './support/dashboard.ts';
import { chooseRange } from './support/range.ts';
import { SOURCE, stage } from './support/stage.ts';

const folder = process.env.PICTURES ?? '';
const uid = 'weir-e2e-pictures';
const THEMES = ['light', 'dark'] as const;

test.use({ viewport: { width: 1280, height: 860 } });

test.beforeAll(() =>
  putDashboard(stage.api, {
    ...{ uid, title: 'Shop', from: stage.end - 30 * HOUR, to: stage.end },
    annotations: [
      {
        ...{ name: 'Problems', iconColor: 'orange' },
        target: { refId: 'Anno', queryType: 'problems', format: 'annotations' },
      },
    ],
    panels: [
      {
        ...{ title: 'orders, p95 latency', type: 'timeseries', width: 12 },
        query: { queryType: 'series', entity: 'orders', indicator: 'latency_p95' },
      },
      {
        ...{ title: 'payments, error ratio', type: 'timeseries', width: 12 },
        query: { queryType: 'series', entity: 'payments', indicator: 'error_ratio' },
      },
      {
        ...{ title: 'Where and when', type: 'state-timeline', height: 7 },
        query: { queryType: 'problems', format: 'lanes' },
      },
      { title: 'Problems', type: 'table', height: 8, query: { queryType: 'problems' } },
    ],
  })
);
test.afterAll(() => removeDashboard(stage.api, uid));

async function take(page: Page, name: string): Promise<void> {
  // The pointer stands on nothing, and nothing still moves.
  await page.mouse.move(1, 1);
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: path.resolve(folder, `grafana-${name}.png`), animations: 'disabled' });
}

for (const theme of THEMES) {
  test(`a dashboard, ${theme}`, async ({ gotoDashboardPage, page }) => {
    await gotoDashboardPage({ uid, queryParams: new URLSearchParams({ theme, kiosk: '1' }) });
    await expect(page.getByRole('button', { name: 'Anomalous', exact: true }).first()).toBeVisible();
    await expect(page.getByRole('gridcell').first()).toBeVisible();
    await take(page, `dashboard-${theme}`);
  });

  test(`the query editor in Explore, ${theme}`, async ({ explorePage, page }) => {
    await chooseRange(explorePage, stage.end, { theme });
    const row = explorePage.getQueryEditorRow('A');
    await row.getByLabel('Entity').fill('orders');
    await page.getByRole('option', { name: 'orders' }).click();
    await row.getByLabel('Indicator').fill('p95');
    await page.getByRole('option', { name: 'p95 latency' }).click();
    await expect(page.getByRole('button', { name: 'Anomalous', exact: true })).toBeVisible();
    await take(page, `explore-${theme}`);
  });

  test(`a forecast, ${theme}`, async ({ explorePage, page }) => {
    await chooseRange(explorePage, stage.end, { theme, hoursAhead: 24 });
    const row = explorePage.getQueryEditorRow('A');
    await row.getByRole('button', { name: 'Code', exact: true }).click();
    await row.getByLabel('Query', { exact: true }).fill('forecast: orders | latency_p95 | 24h');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'orders p95 forecast', exact: true })).toBeVisible();
    await take(page, `forecast-${theme}`);
  });

  test(`the page of the data source, ${theme}`, async ({ gotoDataSourceConfigPage, page }) => {
    const config = await gotoDataSourceConfigPage(SOURCE.uid);
    const url = new URL(page.url());
    url.searchParams.set('theme', theme);
    await page.goto(url.href);
    await config.saveAndTest();
    await expect(config).toHaveAlert('success');
    await take(page, `config-${theme}`);
  });
}
