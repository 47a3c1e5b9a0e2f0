import { expect, test } from '@grafana/plugin-e2e';
import { HOUR } from '@weir/detection-service/core/time.ts';
import { putDashboard, removeDashboard } from './support/dashboard.ts';
import { stage, SOURCE } from './support/stage.ts';

const uid = 'weir-e2e-variables';
const names = ['inventory', 'orders', 'payments', 'shop-web'];

test.beforeAll(() =>
  putDashboard(stage.api, {
    ...{ uid, title: 'Weir e2e variables', from: stage.end - 6 * HOUR, to: stage.end },
    variables: [
      {
        ...{ name: 'service', type: 'query', multi: true, includeAll: true, refresh: 1 },
        query: { refId: 'Variable', kind: 'entities' },
        current: { text: ['orders'], value: ['orders'] },
      },
    ],
    panels: [
      {
        ...{ title: 'p95', type: 'timeseries' },
        query: { queryType: 'series', entity: '$service', indicator: 'latency_p95' },
      },
    ],
  })
);
test.afterAll(() => removeDashboard(stage.api, uid));

test('a panel follows a variable, also with several values', async ({ gotoDashboardPage, page }) => {
  await gotoDashboardPage({ uid });
  await expect(page.getByRole('button', { name: 'orders p95', exact: true })).toBeVisible();
  const both = new URLSearchParams([
    ['var-service', 'orders'],
    ['var-service', 'payments'],
  ]);
  await gotoDashboardPage({ uid, queryParams: both });
  for (const name of ['orders p95', 'payments p95']) {
    await expect(page.getByRole('button', { name, exact: true })).toBeVisible();
  }
});

test('the variable editor lists what is watched', async ({ variableEditPage, page }) => {
  await variableEditPage.setVariableType('Query');
  await variableEditPage.datasource.set(SOURCE.name);
  await expect(page.getByRole('radiogroup', { name: 'Values' })).toBeVisible();
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews(names);
});
