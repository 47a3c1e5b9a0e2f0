import { expect, test, type PanelEditPage, type Visualization } from '@grafana/plugin-e2e';
import { stage, SOURCE } from './support/stage.ts';
import { chooseRange } from './support/range.ts';

/** A new panel of the data source whose query is typed as text. */
async function ask(panel: PanelEditPage, code: string, visualization: Visualization | 'State timeline'): Promise<void> {
  const { page } = panel.ctx;
  await panel.datasource.set(SOURCE.name);
  const row = panel.getQueryEditorRow('A');
  await row.getByRole('button', { name: 'Code', exact: true }).click();
  await row.getByLabel('Query', { exact: true }).fill(code);
  await page.keyboard.press('Enter');
  await panel.setVisualization(visualization);
  await expect(panel.refreshPanel()).toBeOK();
  await expect(panel.panel.getErrorIcon()).toBeHidden();
}

test.beforeEach(async ({ panelEditPage }) => {
  await chooseRange(panelEditPage, stage.end);
});

test('series: values, band and anomalous samples', async ({ panelEditPage, page }) => {
  await ask(panelEditPage, 'orders | latency_p95 | band, anomalies, env=prod', 'Time series');
  await expect(page.getByRole('button', { name: 'orders p95', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Anomalous', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /upper|lower|expected/ })).toHaveCount(0);
  await expect(panelEditPage.getQueryEditorRow('A')).toContainText(/1 series · \d[\d,]* points/);
});

test('series: the score', async ({ panelEditPage, page }) => {
  await ask(panelEditPage, 'payments | error_ratio | score', 'Time series');
  await expect(page.getByRole('button', { name: 'payments error ratio score', exact: true })).toBeVisible();
});

test('problems: one row each, open ones first', async ({ panelEditPage }) => {
  await ask(panelEditPage, 'problems:', 'Table');
  await expect(panelEditPage.panel.fieldNames).toContainText([
    'Problem',
    'Where',
    'Since',
    'Until',
    'Concern',
    'Confidence',
  ]);
  await expect(panelEditPage.panel.data.filter({ hasText: /^payments$/ }).first()).toBeVisible();
  await expect(panelEditPage.panel.data.first()).toContainText('orders');
});

test('problems: as lanes', async ({ panelEditPage, page }) => {
  await ask(panelEditPage, 'problems: | lanes', 'State timeline');
  for (const word of ['Severe', 'High', 'Medium']) {
    await expect(
      page
        .getByRole('button', { name: word, exact: true })
        .or(page.getByText(word, { exact: true }))
        .first()
    ).toBeVisible();
  }
});

test('anomalies: one row each', async ({ panelEditPage }) => {
  await ask(panelEditPage, 'anomalies: payments', 'Table');
  await expect(panelEditPage.panel.fieldNames).toContainText(['Anomaly', 'Where', 'Indicator', 'Pattern']);
  await expect(panelEditPage.panel.data.filter({ hasText: 'error_ratio' }).first()).toBeVisible();
});

test('forecast: in a range that reaches into the future', async ({ panelEditPage, page }) => {
  await chooseRange(panelEditPage, stage.end, { hoursAhead: 24 });
  await ask(panelEditPage, 'forecast: orders | latency_p95 | 24h', 'Time series');
  await expect(page.getByRole('button', { name: 'orders p95 forecast', exact: true })).toBeVisible();
});

test('rating: where the points of an API went', async ({ panelEditPage }) => {
  await ask(panelEditPage, 'rating: payments', 'Table');
  await expect(panelEditPage.panel.fieldNames).toContainText(['Facet', 'Lost', 'Left', 'Why']);
  await expect(panelEditPage.panel.data.filter({ hasText: 'reliability' }).first()).toBeVisible();
});

test('entities: what is watched', async ({ panelEditPage }) => {
  await ask(panelEditPage, 'entities:', 'Table');
  await expect(panelEditPage.panel.fieldNames).toContainText(['Entity', 'Kind', 'Environment']);
  await expect(panelEditPage.panel.data.filter({ hasText: /^inventory$/ }).first()).toBeVisible();
});

test('the builder offers what is there, and mends a mistyped name', async ({ panelEditPage, page }) => {
  await panelEditPage.datasource.set(SOURCE.name);
  const row = panelEditPage.getQueryEditorRow('A');
  await row.getByLabel('Entity').fill('pay');
  await page.getByRole('option', { name: 'payments' }).click();
  await row.getByLabel('Indicator').fill('p95');
  await page.getByRole('option', { name: 'p95 latency' }).click();
  await expect(page.getByRole('button', { name: 'payments p95', exact: true })).toBeVisible();
  await row.getByLabel('Entity').fill('paymets');
  await page.keyboard.press('Enter');
  await expect(row.getByText("No entity matches 'paymets'. Did you mean payments?")).toBeVisible();
});

test('what cannot be read says why under the field', async ({ panelEditPage }) => {
  await panelEditPage.datasource.set(SOURCE.name);
  const row = panelEditPage.getQueryEditorRow('A');
  await row.getByRole('button', { name: 'Code', exact: true }).click();
  await row.getByLabel('Query', { exact: true }).fill('orders | latency_p95 | bnd');
  await expect(row.getByText('"bnd" is not known here.')).toBeVisible();
});
