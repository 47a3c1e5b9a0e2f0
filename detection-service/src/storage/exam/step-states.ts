import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../core/time.ts';
import type { Create } from '../exam.ts';
import type { StepState, Storage } from '../ports.ts';
import { START } from './examples.ts';
import { withStore } from './with-store.ts';

function state(key: string, minute: number, offset: number, ...bytes: number[]): StepState {
  return { key, step: START + minute * MINUTE, offset, bytes: Uint8Array.from(bytes) };
}

function find(store: Storage, key: string, minute: number, before: number): number[] | undefined {
  const bytes = store.stepState(key, START + minute * MINUTE, before);
  return bytes === undefined ? undefined : [...bytes];
}

/** States of closed steps: what `StepStateStore` promises. */
export function examineStepStates(create: Create): void {
  describe('step states', () => {
    it(
      'gives the newest version that an earlier entry made',
      withStore(create, async ({ writer, settled }) => {
        writer().putStepStates([state('["default","ü"]', 0, 5, 1, 2, 3), state('b', 0, 5), state('b', 1, 5, 9)]);
        await settled();
        writer().putStepStates([state('b', 0, 8, 7, 7), state('b', 0, 12, 8)]);
        const store = await settled();
        expect(find(store, '["default","ü"]', 0, 6)).toEqual([1, 2, 3]);
        expect(find(store, '["default","ü"]', 0, 5)).toBeUndefined();
        expect(find(store, 'b', 0, 8)).toEqual([]);
        expect(find(store, 'b', 0, 9)).toEqual([7, 7]);
        expect(find(store, 'b', 0, 12)).toEqual([7, 7]);
        expect(find(store, 'b', 0, 1_000)).toEqual([8]);
        expect(find(store, 'b', 1, 1_000)).toEqual([9]);
        expect(find(store, 'c', 0, 1_000)).toBeUndefined();
        expect(find(store, 'b', 2, 1_000)).toBeUndefined();
      })
    );

    it(
      'takes the same version again, as a restart does, and many states at a time',
      withStore(create, async ({ writer, settled }) => {
        const many = Array.from({ length: 3_000 }, (_, i) => state(`key-${String(i)}`, 3, 1, i & 255, i >> 8));
        writer().putStepStates(many);
        writer().putStepStates([state('key-7', 3, 2, 99)]);
        await settled();
        writer().putStepStates(many);
        const store = await settled();
        for (const i of [0, 1, 500, 2_999]) expect(find(store, `key-${String(i)}`, 3, 2)).toEqual([i & 255, i >> 8]);
        expect(find(store, 'key-7', 3, 3)).toEqual([99]);
      })
    );

    it(
      'keeps its own copy of the bytes',
      withStore(create, async ({ writer, settled }) => {
        const bytes = Uint8Array.from([1, 2]);
        writer().putStepStates([{ key: 'a', step: START, offset: 0, bytes }]);
        bytes.fill(0);
        expect(find(await settled(), 'a', 0, 1)).toEqual([1, 2]);
      })
    );

    it(
      'drops old steps and keeps the others, with the versions that may still be asked for',
      withStore(create, async ({ writer, settled }) => {
        writer().putStepStates([state('a', 0, 1, 1), state('a', 600, 2, 2)]);
        writer().putStepStates([state('a', 600, 9, 3)]);
        writer().dropStepStates(START + 10 * HOUR, 5);
        const store = await settled();
        expect(find(store, 'a', 0, 100)).toBeUndefined();
        expect(find(store, 'a', 600, 9)).toEqual([2]);
        expect(find(store, 'a', 600, 10)).toEqual([3]);
        writer().dropStepStates(START + 2 * DAY, 5);
        expect(find(await settled(), 'a', 600, 10)).toBeUndefined();
        writer().putStepStates([state('a', 0, 11, 4)]);
        expect(find(await settled(), 'a', 0, 12)).toEqual([4]);
      })
    );
  });
}
