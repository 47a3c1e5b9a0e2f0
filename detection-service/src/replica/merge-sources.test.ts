import { expect, it } from 'vitest';
import type { SourceStatus } from '../preprocess/preprocess.ts';
import { mergeSources } from './merge-sources.ts';

const source = (id: string, receivedUpTo: number | undefined, more: Partial<SourceStatus> = {}): SourceStatus => ({
  ...{ id, mode: 'live', alive: true, ended: false, receivedUpTo },
  ...more,
});

it('says of each source what the partition says that has heard most', () => {
  const merged = mergeSources([
    [source('nginx', 5, { emitter: 'a' }), source('nginx', 9, { emitter: 'b' }), source('sdk', undefined)],
    [source('nginx', 7, { emitter: 'a' }), source('nginx', 9, { emitter: 'b', ended: true, alive: false })],
    [source('nginx', 6, { emitter: 'a' }), source('nginx', 1, { emitter: 'a', mode: 'history' })],
  ]);
  expect(merged).toEqual([
    source('nginx', 7, { emitter: 'a' }),
    source('nginx', 9, { emitter: 'b', ended: true, alive: false }),
    source('sdk', undefined),
    source('nginx', 1, { emitter: 'a', mode: 'history' }),
  ]);
});
