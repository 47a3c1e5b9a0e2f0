import { describe, expect, it } from 'vitest';
import type { Create } from '../exam.ts';
import type { Snapshot } from '../ports.ts';
import { withStore } from './with-store.ts';

function snapshot(offset: number): Snapshot {
  return {
    offset,
    stages: {
      preprocess: {
        version: 2,
        header: { names: ['a', 'ü'], odd: [Number.NaN, -Infinity], offset },
        columns: {
          time: Float64Array.of(1.5, Number.NaN, offset),
          ids: Uint32Array.of(4_294_967_295),
          none: new Uint8Array(0),
        },
      },
      detect: {
        version: 1,
        header: null,
        columns: {
          level: Float32Array.from({ length: 1_001 }, (_, i) => i / 3),
          bits: Uint8Array.of(1, 2, 3),
          small: Uint16Array.of(65_535),
          signed: Int32Array.of(-7),
        },
      },
    },
  };
}

/** Snapshots: what `SnapshotStore` promises. */
export function examineSnapshots(create: Create): void {
  describe('snapshots', () => {
    it(
      'has none at first',
      withStore(create, async ({ settled }) => {
        expect((await settled()).latestSnapshot()).toEqual({ snapshot: undefined, damaged: [] });
      })
    );

    it(
      'gives back the newest, type by type and bit for bit',
      withStore(create, async ({ writer, settled }) => {
        writer().writeSnapshot(snapshot(7));
        writer().writeSnapshot(snapshot(1_000));
        await settled();
        writer().writeSnapshot(snapshot(200_000));
        expect((await settled()).latestSnapshot()).toEqual({ snapshot: snapshot(200_000), damaged: [] });
      })
    );

    it(
      'takes part of a larger array as a column, and is not changed by what happens to it later',
      withStore(create, async ({ writer, settled }) => {
        const whole = Uint32Array.of(1, 2, 3, 4);
        const columns = { part: whole.subarray(1, 3) };
        writer().writeSnapshot({ offset: 3, stages: { one: { version: 1, header: {}, columns } } });
        whole.fill(0);
        expect((await settled()).latestSnapshot().snapshot?.stages['one']?.columns['part']).toEqual(
          Uint32Array.of(2, 3)
        );
      })
    );

    it(
      'can be written again at the same offset',
      withStore(create, async ({ writer, settled }) => {
        writer().writeSnapshot(snapshot(5));
        writer().writeSnapshot({ offset: 5, stages: {} });
        expect((await settled()).latestSnapshot().snapshot).toEqual({ offset: 5, stages: {} });
      })
    );
  });
}
