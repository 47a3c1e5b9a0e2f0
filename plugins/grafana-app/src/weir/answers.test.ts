import { readFileSync } from 'fs';
import path from 'path';

import { anomaly, info, problem } from '../testing/stories';
import { mismatch } from './contract';

const contract = JSON.parse(readFileSync(path.join(__dirname, '../../../../packages/contract/openapi.json'), 'utf8'));

/** A property that was renamed would only fail on a screen. */
it.each([
  ['Problem', problem],
  ['Anomaly', anomaly],
  ['Info', info],
])('%s is read as the contract has it', (name, story) => {
  const known = Object.keys(contract.components.schemas[name].properties);
  expect(Object.keys(story).filter((key) => !known.includes(key))).toEqual([]);
});

it('says what does not fit', () => {
  expect(mismatch(info)).toBeUndefined();
  expect(mismatch({ ...info, contract: '1.7' })).toBeUndefined();
  expect(mismatch({ ...info, contract: '2.0' })).toMatchObject({
    fatal: true,
    title: 'This plugin speaks contract 1.0, the service 2.0.',
  });
  expect(
    mismatch({ ...info, capabilities: ['problems', 'feedback', 'ratings', 'post-mortems', 'news'] })
  ).toMatchObject({
    fatal: false,
    hidden: ['Forecasts'],
  });
});
