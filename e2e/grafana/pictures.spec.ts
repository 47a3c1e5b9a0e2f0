import path from 'node:path';
import { expect, test } from '@grafana/plugin-e2e';
import { HOUR } from '@weir/detection-service/core/time.ts';
import { putDashboard, removeDashboard } from './support/dashboard.ts';
import { stage } from './support/stage.ts';

const folder = process.env.PICTURES ?? '';
const uid = 'weir-e2e-pictures';

test.skip(folder === '', 'PICTURES names no folder');

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
      { title: 'Problems', type: 'table', height: 7, query: { queryType: 'problems' } },
    ],
  })
);
test.afterAll(() => removeDashboard(stage.api, uid));

for (const theme of ['light', 'dark']) {
  test(`a dashboard, ${theme}`, async ({ gotoDashboardPage, page }) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await gotoDashboardPage({ uid, queryParams: new URLSearchParams({ theme, kiosk: '1' }) });
    await expect(page.getByRole('button', { name: 'Anomalous', exact: true }).first()).toBeVisible();
    await page.screenshot({ path: path.resolve(folder, `grafana-dashboard-${theme}.png`), animations: 'disabled' });
  });
}
