import { expect, test as base, type PanelEditPage, type Visualization } from '@grafana/plugin-e2e';
import { HOUR } from '@weir/detection-service/core/time.ts';
import { putDashboard, removeDashboard } from './support/dashboard.ts';
import { stage } from './support/stage.ts';

const uid = 'weir-e2e-queries';

/** `panel` is a saved panel under edit, whose range is two days of the story and the day behind it. */
const test = base.extend<{ panel: PanelEditPage }>({
  panel: async ({ gotoPanelEditPage }, use) => {
    await putDashboard(stage.api, {
      ...{ uid, title: 'Weir e2e queries', from: stage.end - 48 * HOUR, to: stage.end + 24 * HOUR },
      panels: [{ title: 'Asked', type: 'timeseries', query: { queryType: 'series' } }],
    });
    await use(await gotoPanelEditPage({ dashboard: { uid }, id: '1' }));
    await removeDashboard(stage.api, uid);
  },
});

// Tables draw only the columns that there is room for.
test.use({ viewport: { width: 2400, height: 1000 } });

/** Types a query as text, and shows its answer. */
async function ask(panel: PanelEditPage, code: string, visualization: Visualization | 'State timeline'): Promise<void> {
  const { page } = panel.ctx;
  const row = panel.getQueryEditorRow('A');
  await row.getByRole('button', { name: 'Code', exact: true }).click();
  await row.getByLabel('Query', { exact: true }).fill(code);
  await page.keyboard.press('Enter');
  await panel.setVisualization(visualization);
  await expect(panel.refreshPanel()).toBeOK();
  await expect(panel.panel.getErrorIcon()).toBeHidden();
}

test('series: values, band and anomalous samples', async ({ panel, page }) => {
  await ask(panel, 'orders | latency_p95 | band, anomalies, env=prod', 'Time series');
  await expect(page.getByRole('button', { name: 'orders p95', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Anomalous', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /upper|lower|expected/ })).toHaveCount(0);
  await expect(panel.getQueryEditorRow('A')).toContainText(/1 series · \d[\d,]* points/);
});

test('series: the score', async ({ panel, page }) => {
  await ask(panel, 'payments | error_ratio | score', 'Time series');
  await expect(page.getByRole('button', { name: 'payments error ratio score', exact: true })).toBeVisible();
});

test('problems: one row each, open ones first', async ({ panel }) => {
  await ask(panel, 'problems:', 'Table');
  await expect(panel.panel.fieldNames).toContainText([
    'Problem',
    'Where',
    'Since',
    'Until',
    'Level',
    'Concern',
    'Confidence',
  ]);
  await expect(panel.panel.data.filter({ hasText: /^payments$/ }).first()).toBeVisible();
  await expect(panel.panel.data.first()).toContainText('orders');
});

test('problems: as lanes', async ({ panel, page }) => {
  await ask(panel, 'problems: | lanes', 'State timeline');
  for (const word of ['Severe', 'High', 'Medium']) {
    await expect(
      page
        .getByRole('button', { name: word, exact: true })
        .or(page.getByText(word, { exact: true }))
        .first()
    ).toBeVisible();
  }
});

test('anomalies: one row each', async ({ panel }) => {
  await ask(panel, 'anomalies: payments', 'Table');
  await expect(panel.panel.fieldNames).toContainText(['Anomaly', 'Where', 'Indicator', 'Pattern']);
  await expect(panel.panel.data.filter({ hasText: 'error_ratio' }).first()).toBeVisible();
});

test('forecast: in a range that reaches into the future', async ({ panel, page }) => {
  await ask(panel, 'forecast: orders | latency_p95 | 24h', 'Time series');
  await expect(page.getByRole('button', { name: 'orders p95 forecast', exact: true })).toBeVisible();
});

test('rating: where the points of an API went', async ({ panel }) => {
  await ask(panel, 'rating: payments', 'Table');
  await expect(panel.panel.fieldNames).toContainText(['Facet', 'Lost', 'Left', 'Why']);
  await expect(panel.panel.data.filter({ hasText: 'reliability' }).first()).toBeVisible();
});

test('entities: what is watched', async ({ panel }) => {
  await ask(panel, 'entities:', 'Table');
  await expect(panel.panel.fieldNames).toContainText(['Entity', 'Kind', 'Environment']);
  await expect(panel.panel.data.filter({ hasText: /^inventory$/ }).first()).toBeVisible();
});

test('the builder offers what is there, and mends a mistyped name', async ({ panel, page }) => {
  const row = panel.getQueryEditorRow('A');
  await row.getByLabel('Entity').fill('pay');
  await page.getByRole('option', { name: 'payments' }).click();
  await row.getByLabel('Indicator').fill('p95');
  await page.getByRole('option', { name: 'p95 latency' }).click();
  await expect(page.getByRole('button', { name: 'payments p95', exact: true })).toBeVisible();
  await row.getByLabel('Entity').fill('paymets');
  // Sooner, Enter takes what the list still offers.
  await expect(page.getByRole('option', { name: 'paymets' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(row.getByText("No entity matches 'paymets'. Did you mean payments?")).toBeVisible();
});

test('what cannot be read says why under the field', async ({ panel }) => {
  const row = panel.getQueryEditorRow('A');
  await row.getByRole('button', { name: 'Code', exact: true }).click();
  await row.getByLabel('Query', { exact: true }).fill('orders | latency_p95 | bnd');
  await expect(row.getByText('"bnd" is not known here.')).toBeVisible();
});
