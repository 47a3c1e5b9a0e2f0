import { expect, test } from '@grafana/plugin-e2e';
import { HOUR } from '@weir/detection-service/core/time.ts';
import { putDashboard, removeDashboard } from './support/dashboard.ts';
import { stage, SOURCE } from './support/stage.ts';

const uid = 'weir-e2e-annotations';

test.beforeAll(() =>
  putDashboard(stage.api, {
    ...{ uid, title: 'Weir e2e annotations', from: stage.end - 30 * HOUR, to: stage.end },
    annotations: [
      {
        ...{ name: 'Problems', iconColor: 'orange' },
        target: { refId: 'Anno', queryType: 'problems', format: 'annotations', entity: 'payments' },
      },
    ],
    panels: [
      {
        ...{ title: 'Errors', type: 'timeseries' },
        query: { queryType: 'series', entity: 'payments', indicator: 'error_ratio' },
      },
    ],
  })
);
test.afterAll(() => removeDashboard(stage.api, uid));

test('problems lie over a panel as regions that say what they are', async ({ gotoDashboardPage, page, selectors }) => {
  const dashboard = await gotoDashboardPage({ uid });
  const marker = dashboard.getByGrafanaSelector(selectors.pages.Dashboard.Annotations.marker).first();
  await expect(marker).toBeVisible();
  await marker.hover();
  await expect(page.getByText(/payments fails [\d.]+ % of calls/).first()).toBeVisible();
  await expect(page.getByText(/Severe · concern \d+ · confidence \d+/).first()).toBeVisible();
});

test('the annotation editor finds problems', async ({ annotationEditPage, page }) => {
  await annotationEditPage.datasource.set(SOURCE.name);
  await expect(page.getByRole('radiogroup', { name: 'Show' })).toBeVisible();
  await expect(annotationEditPage.runQuery()).toBeOK();
});
