import { expect, test, type DataSourceConfigPage } from '@grafana/plugin-e2e';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { READ_TOKEN, stage, SOURCE } from './support/stage.ts';

async function enter(page: DataSourceConfigPage, url: string, token?: string): Promise<void> {
  await page.ctx.page.getByLabel('URL').fill(url);
  if (token !== undefined) await page.ctx.page.getByLabel('Token').fill(token);
}

test('a data source that works says so in one sentence', async ({ createDataSourceConfigPage, page }) => {
  const config = await createDataSourceConfigPage({ type: SOURCE.type });
  await enter(config, stage.weirOfGrafana, READ_TOKEN);
  await config.saveAndTest();
  await expect(config).toHaveAlert('success', { hasText: `Connected to Weir` });
  await expect(page.getByText(/Connected to Weir \S+ at .+\. \d+ entities, newest sample .+ ago\./)).toContainText(
    stage.weirOfGrafana.replace('http://', '')
  );
  await page.reload();
  await expect(page.getByLabel('Token'), 'the token does not come back').toHaveValue('configured');
});

test('a wrong token is named', async ({ createDataSourceConfigPage }) => {
  const config = await createDataSourceConfigPage({ type: SOURCE.type });
  await enter(config, stage.weirOfGrafana, 'not-a-token-0123456789');
  await config.saveAndTest();
  await expect(config).toHaveAlert('error', { hasText: 'Weir answered 401: the token is wrong or expired.' });
});

test('a service that is down is named, with where it was sought', async ({ createDataSourceConfigPage }) => {
  const config = await createDataSourceConfigPage({ type: SOURCE.type });
  const nobody = `127.0.0.1:${await freePort()}`;
  await enter(config, `http://${nobody}`);
  await config.saveAndTest();
  await expect(config).toHaveAlert('error', { hasText: `No answer from ${nobody}` });
});

test('something else that answers is not taken for Weir', async ({ createDataSourceConfigPage, baseURL }) => {
  const config = await createDataSourceConfigPage({ type: SOURCE.type });
  await enter(config, `${baseURL}/login`);
  await config.saveAndTest();
  await expect(config).toHaveAlert('error', { hasText: 'Reached something that is not Weir' });
});
