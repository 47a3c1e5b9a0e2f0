import { expect, it } from 'vitest';
import { INPUT_HEADER, ToldOnce } from './told-once.ts';

function teller(last: string | undefined): { told: string[]; once: ToldOnce } {
  const told: string[] = [];
  const once = new ToldOnce(3, last, (partition, { key, headers }) => {
    told.push(`${partition} ${key} ${headers[INPUT_HEADER]}`);
    return Promise.resolve();
  });
  return { told, once };
}
const value = Buffer.alloc(0);

it.each([
  [undefined, ['3 a 7:0', '3 b 7:1', '3 c 9:0']],
  ['no input', ['3 a 7:0', '3 b 7:1', '3 c 9:0']],
  ['7:0', ['3 b 7:1', '3 c 9:0']],
  ['7:1', ['3 c 9:0']],
  ['8:5', ['3 c 9:0']],
  ['10:0', []],
])('after a last record of %s tells what follows it, and nothing twice', (last, expected) => {
  const { told, once } = teller(last);
  for (let again = 0; again < 2; again++) {
    void once.tell({ offset: 7, index: 0 }, { key: 'a', value });
    void once.tell({ offset: 7, index: 1 }, { key: 'b', value });
    void once.tell({ offset: 9, index: 0 }, { key: 'c', value });
  }
  expect(told).toEqual(expected);
});
