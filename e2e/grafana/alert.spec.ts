import { expect, test } from '@grafana/plugin-e2e';
import { stage, SOURCE } from './support/stage.ts';
import { TILL, Till } from './support/till.ts';

const folder = 'weir-e2e-alerts';
const rules = `/api/v1/provisioning/folder/${folder}/rule-groups/weir`;
const title = 'till fails';

/** More than 5 % of the calls failed in the newest minute. */
const rule = {
  ...{ uid: 'weir-e2e-till', title, folderUID: folder, ruleGroup: 'weir', orgID: 1, condition: 'C', for: '0s' },
  ...{
    noDataState: 'OK',
    execErrState: 'Error',
    labels: { team: 'till' },
    annotations: { summary: '{{ $labels.service }}' },
  },
  data: [
    {
      ...{ refId: 'A', datasourceUid: SOURCE.uid, relativeTimeRange: { from: 300, to: 0 } },
      model: {
        refId: 'A',
        queryType: 'series',
        entity: TILL,
        indicator: 'error_ratio',
        intervalMs: 1000,
        maxDataPoints: 500,
      },
    },
    {
      ...{ refId: 'B', datasourceUid: '__expr__' },
      model: { refId: 'B', type: 'reduce', reducer: 'last', expression: 'A', settings: { mode: 'dropNN' } },
    },
    {
      ...{ refId: 'C', datasourceUid: '__expr__' },
      model: {
        refId: 'C',
        type: 'threshold',
        expression: 'B',
        conditions: [{ evaluator: { type: 'gt', params: [0.05] } }],
      },
    },
  ],
};

interface Rules {
  readonly data: { readonly groups: readonly { readonly rules: readonly RuleState[] }[] };
}

interface RuleState {
  readonly name: string;
  readonly state: string;
  readonly lastError?: string;
  readonly alerts?: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

async function stateOf(): Promise<RuleState | undefined> {
  const { data } = await stage.api.call<Rules>('GET', `/api/prometheus/grafana/api/v1/rules?folder_uid=${folder}`);
  return data.groups.flatMap((group) => group.rules).find(({ name }) => name === title);
}

test('an alert rule fires when the service fails, and resolves when it is well again', async ({ page }) => {
  test.setTimeout(420_000);
  const till = new Till(stage.weir);
  try {
    till.failing = 0.5;
    await stage.api.remove(`/api/folders/${folder}?forceDeleteRules=true`);
    await stage.api.call('POST', '/api/folders', { uid: folder, title: 'Weir e2e alerts' });
    await stage.api.call('PUT', rules, { title: 'weir', folderUid: folder, interval: 10, rules: [rule] });

    await expect.poll(async () => (await stateOf())?.state, { timeout: 180_000, intervals: [2_000] }).toBe('firing');
    const firing = await stateOf();
    expect(firing?.alerts?.[0]?.labels).toMatchObject({ service: TILL, indicator: 'error_ratio', team: 'till' });
    await page.goto(`/alerting/grafana/${rule.uid}/view`);
    await expect(page.getByText('Firing').first()).toBeVisible();

    till.failing = 0;
    await expect.poll(async () => (await stateOf())?.state, { timeout: 180_000, intervals: [2_000] }).toBe('inactive');
    expect((await stateOf())?.lastError ?? '').toBe('');
  } finally {
    await till.close();
    await stage.api.remove(`/api/folders/${folder}?forceDeleteRules=true`);
  }
});

test('a rule takes series, and says why it takes nothing else', async ({ alertRuleEditPage, page }) => {
  await alertRuleEditPage.alertRuleNameField.fill('Weir e2e');
  await alertRuleEditPage.enableAdvancedQueryMode();
  const row = alertRuleEditPage.getAlertRuleQueryRow('A');
  await row.datasource.set(SOURCE.name);
  await row.locator.getByRole('button', { name: 'Code', exact: true }).click();
  await row.locator.getByLabel('Query', { exact: true }).fill('problems:');
  // Enter previews the rule. (plugin-e2e's evaluate() would put the status of the query in place of the answer's own, and
  // the page would not read it.)
  await page.keyboard.press('Enter');
  await expect(
    page.getByText('Alert rules and expressions work on series. Choose Show: Series.').first()
  ).toBeVisible();
  await row.locator.getByLabel('Query', { exact: true }).fill('payments | error_ratio');
  await page.keyboard.press('Enter');
  await expect(alertRuleEditPage.evaluate()).toBeOK();
});
