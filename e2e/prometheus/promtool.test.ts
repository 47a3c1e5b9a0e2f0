import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { MINUTE, type Millis } from '@weir/detection-service/core/time.ts';
import { bothStores } from './both-stores.ts';
import { LENGTH, START } from './story.ts';

/** Prometheus' own command line asks Weir as it would ask a Prometheus, and is told the same. */

const run = promisify(execFile);
const stores = bothStores('promtool');

async function promtool(api: string, query: string, ...rest: readonly string[]): Promise<string[]> {
  const [command = '', ...options] = query.split(' ');
  const { stdout } = await run('promtool', ['query', command, ...options, api, ...rest], { timeout: 30_000 });
  return stdout.split('\n').sort();
}

const at = (time: Millis): string => new Date(time).toISOString();
const middle = START + LENGTH / 2;

it.each<[string, string[]]>([
  [`instant --time=${at(middle)}`, ['weir_sample{service="payments"}']],
  [`instant --time=${at(middle)}`, ['sum by (service) (weir_sample) > 3']],
  [
    `range --start=${at(START)} --end=${at(middle)} --step=5m`,
    ['weir_expected{bound="upper",indicator="error_ratio"}'],
  ],
  [`series --match=weir_sample{service="orders"} --start=${at(START)} --end=${at(middle)}`, []],
  [`labels --start=${at(START)} --end=${at(middle)}`, ['indicator']],
])('promtool query %s %s', async (query, rest) => {
  const mine = await promtool(stores.weir, query, ...rest);
  expect(mine.length).toBeGreaterThan(2);
  expect(mine).toEqual(await promtool(stores.prometheus, query, ...rest));
});

it('promtool shows why a query is refused', async () => {
  const refused = promtool(stores.weir, 'instant', `max_over_time(weir_sample[${10 * MINUTE}ms:1m])`);
  await expect(refused).rejects.toThrow(/bad_data.*a subquery is not in the subset/);
});
