import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const read = (name: string): unknown =>
  parse(readFileSync(new URL(`../../deploy/grafana/provisioning/${name}`, import.meta.url), 'utf8'));

interface Rule {
  readonly condition: string;
  readonly data: readonly { readonly refId: string; readonly datasourceUid: string; readonly model: object }[];
}

it('the example alert rule reduces numbers of the data source that is provisioned beside it', () => {
  const { groups } = read('alerting/weir-example.yaml') as { groups: { rules: Rule[] }[] };
  const { datasources } = read('datasources/weir.yaml') as { datasources: { uid: string }[] };
  const [rule] = groups.flatMap(({ rules }) => rules);
  expect(rule?.data[0]?.datasourceUid).toBe(datasources[0]?.uid);
  expect(rule?.data[0]?.model).toMatchObject({ queryType: 'series', score: true });
  expect(rule?.data[1]?.model).toMatchObject({ type: 'reduce', expression: 'A' });
  expect(rule?.data[2]?.model).toMatchObject({ type: 'threshold', expression: 'B' });
  expect(rule?.condition).toBe('C');
});

it('the app is enabled where the data source is provisioned', () => {
  const { id } = JSON.parse(
    readFileSync(new URL('../../plugins/grafana-app/src/plugin.json', import.meta.url), 'utf8')
  ) as { id: string };
  expect((read('plugins/weir.yaml') as { apps: { type: string }[] }).apps.map(({ type }) => type)).toEqual([id]);
});
