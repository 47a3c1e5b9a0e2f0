import { expect, test } from '@grafana/plugin-e2e';
import { chooseRange } from './support/range.ts';
import { stage } from './support/stage.ts';

test('Explore draws a series, and leads from a value to its anomalies', async ({ explorePage, page }) => {
  await chooseRange(explorePage, stage.end);
  const row = explorePage.getQueryEditorRow('A');
  await row.getByRole('button', { name: 'Code', exact: true }).click();
  await row.getByLabel('Query', { exact: true }).fill('orders | latency_p95 | band, anomalies');
  const answered = page.waitForResponse(/\/api\/ds\/query/);
  await page.keyboard.press('Enter');
  expect((await answered).ok()).toBe(true);
  await expect(explorePage.timeSeriesPanel.locator).toBeVisible();
  await expect(page.getByRole('button', { name: 'orders p95', exact: true })).toBeVisible();
});

test('Explore lists problems in a table', async ({ explorePage, page }) => {
  await chooseRange(explorePage, stage.end);
  const row = explorePage.getQueryEditorRow('A');
  await row.getByRole('radio', { name: 'Problems' }).click({ force: true });
  // Explore's table has cells, the table panel grid cells.
  await expect(page.getByRole('cell', { name: 'payments', exact: true }).first()).toBeVisible();
});

test('an empty query offers starters', async ({ explorePage }) => {
  await chooseRange(explorePage, stage.end);
  const row = explorePage.getQueryEditorRow('A');
  await row.getByRole('button', { name: 'Worst services now' }).click();
  await expect(explorePage.tablePanel.locator).toBeVisible();
  await expect(explorePage.tablePanel.locator).toContainText('orders');
});
