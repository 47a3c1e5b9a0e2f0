import { expect, test } from '@grafana/plugin-e2e';
import type { Locator } from '@playwright/test';
import { HOUR } from '@weir/detection-service/core/time.ts';
import { putDashboard, removeDashboard } from './support/dashboard.ts';
import { stage } from './support/stage.ts';

const uid = 'weir-e2e-dashboard';

test.beforeAll(() =>
  putDashboard(stage.api, {
    ...{ uid, title: 'Weir e2e', from: stage.end - 30 * HOUR, to: stage.end },
    panels: [
      {
        ...{ title: 'With band', type: 'timeseries', width: 12 },
        query: { queryType: 'series', entity: 'orders', indicator: 'latency_p95' },
      },
      {
        ...{ title: 'Without band', type: 'timeseries', width: 12 },
        query: { queryType: 'series', entity: 'orders', indicator: 'latency_p95', band: false, anomalies: false },
      },
      { title: 'Lanes', type: 'state-timeline', query: { queryType: 'problems', format: 'lanes' } },
    ],
  })
);
test.afterAll(() => removeDashboard(stage.api, uid));

test('a plain panel draws the band; its settings are the plugin’s', async ({ gotoDashboardPage }) => {
  const dashboard = await gotoDashboardPage({ uid });
  const [banded, plain] = ['With band', 'Without band'].map((title) => dashboard.getPanelByTitle(title).locator);
  if (banded === undefined || plain === undefined) throw new Error('unreachable');
  await expect(banded.getByRole('button', { name: 'Anomalous', exact: true })).toBeVisible();
  await expect(plain.getByRole('button', { name: 'orders p95', exact: true })).toBeVisible();
  await expect.poll(() => faintPixels(banded)).toBeGreaterThan(2_000);
  expect(await faintPixels(plain)).toBeLessThan(500);
  await expect(dashboard).not.toHavePanelErrors();
});

/** How many pixels of a panel's plot are covered as faintly as a band is, and in its colour. */
async function faintPixels(panel: Locator): Promise<number> {
  return panel
    .locator('.u-over + canvas, canvas')
    .first()
    .evaluate((element) => {
      interface Canvas {
        readonly width: number;
        readonly height: number;
        getContext(kind: '2d'): {
          getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
        };
      }
      const canvas = element as unknown as Canvas;
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let faint = 0;
      for (let i = 0; i < data.length; i += 4) {
        const [red, green, blue, alpha] = data.subarray(i, i + 4) as unknown as [number, number, number, number];
        const isGrey = Math.max(red, green, blue) - Math.min(red, green, blue) < 20;
        if (alpha > 20 && alpha < 50 && !isGrey) faint++;
      }
      return faint;
    });
}
