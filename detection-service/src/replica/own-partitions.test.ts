import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../core/time.ts';
import { START } from '../storage/exam/examples.ts';
import type { StoredSeries } from '../storage/ports.ts';
import { partitionOfSeries, ReplicaFolder, seriesOf } from './test-partitions.ts';

const minutes = (count: number): number[] => Array.from({ length: count }, (_, i) => START + i * MINUTE);
const PAYMENTS = seriesOf('payments', 3);
const PARTITION = partitionOfSeries(PAYMENTS);
const span = ({ id }: StoredSeries, tenant = 'default') => ({ tenant, seriesId: id, from: START, to: START + HOUR });

describe('the partitions of a replica', () => {
  it('are read beside whoever writes them, from when they are owned until they are not', () => {
    const folder = new ReplicaFolder();
    const { own } = folder;
    folder.write(PAYMENTS, minutes(10));
    expect(own.has(PARTITION)).toBe(false);
    expect(() => own.read(PARTITION, span(PAYMENTS))).toThrow(/^Partition \d was given to another replica/);
    own.own([PARTITION]);
    expect([own.list(), own.read(PARTITION, span(PAYMENTS)).time.length]).toEqual([[PARTITION], 10]);
    folder.write(PAYMENTS, [START + 10 * MINUTE]);
    expect(own.read(PARTITION, span(PAYMENTS)).time).toHaveLength(11);
    own.own([]);
    expect(own.list()).toEqual([]);
    expect(() => own.read(PARTITION, span(PAYMENTS))).toThrow(expect.objectContaining({ code: 'unavailable' }));
  });

  it('have nothing of series of which they have not heard, nor of another tenant', async () => {
    const folder = new ReplicaFolder();
    folder.write(PAYMENTS, minutes(3));
    folder.own.own([PARTITION]);
    await folder.own.near(PARTITION, [span(PAYMENTS), span(seriesOf('payments', 9))]);
    expect(folder.own.read(PARTITION, span(seriesOf('payments', 9))).time).toHaveLength(0);
    expect(folder.own.read(PARTITION, span(PAYMENTS, 'other')).time).toHaveLength(0);
  });

  it('are opened when their directory is there, which is reported once', () => {
    const folder = new ReplicaFolder();
    for (let i = 0; i < 3; i++) folder.own.own([PARTITION]);
    expect(folder.own.list()).toEqual([]);
    expect(folder.reports).toEqual([expect.stringMatching(/^Partition \d cannot be read: .*directory does not exist/)]);
    folder.write(PAYMENTS, minutes(2));
    folder.own.own([PARTITION]);
    expect(folder.own.list()).toEqual([PARTITION]);
  });

  it('are opened anew when another directory has taken the place of the first', () => {
    const folder = new ReplicaFolder();
    folder.write(PAYMENTS, minutes(10));
    folder.own.own([PARTITION]);
    folder.remove(PARTITION);
    // Given away, restored from a snapshot and owned again, all between two looks.
    folder.write(PAYMENTS, minutes(4));
    folder.own.own([PARTITION]);
    expect(folder.own.read(PARTITION, span(PAYMENTS)).time).toHaveLength(4);
  });

  it('leave no gap when their files go while they are read', () => {
    const folder = new ReplicaFolder();
    folder.write(PAYMENTS, minutes(10));
    folder.own.own([PARTITION]);
    folder.remove(PARTITION);
    // The list of files is still open, the files are not there to be opened.
    expect(() => folder.own.read(PARTITION, span(PAYMENTS))).toThrow(expect.objectContaining({ code: 'unavailable' }));
    expect(folder.reports).toEqual([]);
  });
});
