import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../core/time.ts';
import type { Create } from '../exam.ts';
import type { SeriesResults, Storage } from '../ports.ts';
import { exampleSeries, exampleStep, START } from './examples.ts';
import { withStore } from './with-store.ts';

const ORDINALS = [0, 1, 2, 3, 4, 7, 200, 201, 4_000];

type Step = ReturnType<typeof exampleStep>;

function write(store: Storage, ...steps: readonly Step[]): void {
  for (const { block, verdicts } of steps) store.write(block, verdicts);
}

function read(store: Storage, ordinal: number, from: number, to: number, step = MINUTE): SeriesResults {
  return store.read(exampleSeries(ordinal, { step }), from, to);
}

function readAll(store: Storage): SeriesResults[] {
  return ORDINALS.map((ordinal) => read(store, ordinal, START, START + DAY));
}

/** What a reader must see of one series after these steps, of which no two are of the same time. */
function expected(steps: readonly Step[], ordinal: number): SeriesResults {
  const found = steps
    .map(({ block, verdicts }) => ({ block, verdicts, i: block.series.indexOf(ordinal) }))
    .filter(({ i }) => i >= 0)
    .sort((a, b) => a.block.time - b.block.time);
  const column = (pick: (one: (typeof found)[number]) => number | undefined): number[] =>
    found.map((one) => pick(one) ?? 0);
  return {
    time: Float64Array.from(column(({ block }) => block.time)),
    value: Float64Array.from(column(({ block, i }) => block.value[i])),
    status: Uint8Array.from(column(({ verdicts, i }) => verdicts.status[i])),
    score: Float32Array.from(column(({ verdicts, i }) => verdicts.score[i])),
    expected: Float32Array.from(column(({ verdicts, i }) => verdicts.expected[i])),
    lower: Float32Array.from(column(({ verdicts, i }) => verdicts.lower[i])),
    upper: Float32Array.from(column(({ verdicts, i }) => verdicts.upper[i])),
    flags: Uint8Array.from(column(({ block, i }) => block.flags[i])),
    revision: Uint32Array.from(column(({ block }) => block.revision)),
  };
}

function minutes(from: number, count: number, ordinals: readonly number[] = ORDINALS): Step[] {
  return Array.from({ length: count }, (_, i) => exampleStep(from + i * MINUTE, ordinals));
}

/** Values and verdicts: what `ResultStore` promises. */
export function examineResults(create: Create): void {
  describe('results', () => {
    it(
      'gives back every step of every series to the last bit, over two days',
      withStore(create, async ({ writer, settled }) => {
        const steps = Array.from({ length: 300 }, (_, i) => exampleStep(START + i * 10 * MINUTE, ORDINALS));
        write(writer(), ...steps);
        const store = await settled();
        for (const ordinal of ORDINALS) {
          expect(read(store, ordinal, START, START + 3 * DAY)).toEqual(expected(steps, ordinal));
        }
        expect(read(store, 5, START, START + 3 * DAY).time).toHaveLength(0);
      })
    );

    it(
      'reads the half-open span that was asked for',
      withStore(create, async ({ writer, settled }) => {
        const steps = minutes(START, 150);
        write(writer(), ...steps);
        const part = read(await settled(), 3, START + 50 * MINUTE, START + 70 * MINUTE);
        expect(part).toEqual(expected(steps.slice(50, 70), 3));
        expect(read(await settled(), 3, START - HOUR, START).time).toHaveLength(0);
      })
    );

    it(
      'finds what was brought near, whole and to any part of it',
      withStore(create, async ({ writer, settled }) => {
        const steps = minutes(START, 150);
        write(writer(), ...steps);
        const store = await settled();
        await store.near(
          ORDINALS.map((ordinal) => ({
            series: exampleSeries(ordinal, { step: MINUTE }),
            from: START,
            to: START + DAY,
          }))
        );
        for (const ordinal of ORDINALS) {
          expect(read(store, ordinal, START, START + DAY)).toEqual(expected(steps, ordinal));
          const part = read(store, ordinal, START + 50 * MINUTE, START + 70 * MINUTE);
          expect(part).toEqual(expected(steps.slice(50, 70), ordinal));
        }
      })
    );

    it(
      'gives to each reader what it may change',
      withStore(create, async ({ writer, settled }) => {
        const steps = minutes(START, 10);
        write(writer(), ...steps);
        const store = await settled();
        await store.near([{ series: exampleSeries(7, { step: MINUTE }), from: START, to: START + DAY }]);
        read(store, 7, START, START + DAY).value.fill(0);
        expect(read(store, 7, START, START + DAY)).toEqual(expected(steps, 7));
      })
    );

    it(
      'goes on after settling, with series that come and go',
      withStore(create, async ({ writer, settled }) => {
        const first = minutes(START, 70, [1, 2, 3]);
        const second = minutes(START + 70 * MINUTE, 70, [0, 2, 3, 900]);
        write(writer(), ...first);
        await settled();
        write(writer(), ...second);
        const store = await settled();
        for (const ordinal of [0, 1, 2, 3, 900]) {
          expect(read(store, ordinal, START, START + DAY)).toEqual(expected([...first, ...second], ordinal));
        }
      })
    );

    it(
      'shows the newest revision of a step, whichever was written last',
      withStore(create, async ({ writer, settled }) => {
        const steps = minutes(START, 90);
        const late = exampleStep(START + 5 * MINUTE, [2, 3, 300], { revision: 1 });
        const later = exampleStep(START + 5 * MINUTE, [3], { revision: 2 });
        write(writer(), ...steps);
        await settled();
        write(writer(), late);
        await settled();
        write(writer(), later, late);
        const store = await settled();
        const others = steps.filter(({ block }) => block.time !== late.block.time);
        expect(read(store, 2, START, START + DAY)).toEqual(expected([...others, late], 2));
        expect(read(store, 3, START, START + DAY)).toEqual(expected([...others, later], 3));
        expect(read(store, 1, START, START + DAY)).toEqual(expected(steps, 1));
        expect(read(store, 300, START, START + DAY)).toEqual(expected([late], 300));
      })
    );

    it(
      'is not taken back by an older revision that comes after a newer one',
      withStore(create, async ({ writer, settled }) => {
        const steps = minutes(START, 10);
        const newer = [3, 6].map((i) => exampleStep(START + i * MINUTE, ORDINALS, { revision: 5 }));
        const older = [3, 6].map((i) => exampleStep(START + i * MINUTE, ORDINALS, { revision: 4 }));
        write(writer(), ...steps, ...newer, ...older.slice(0, 1));
        await settled();
        write(writer(), ...older.slice(1));
        const others = steps.filter((_, i) => i !== 3 && i !== 6);
        expect(read(await settled(), 7, START, START + DAY)).toEqual(expected([...others, ...newer], 7));
      })
    );

    it(
      'does not change when a restart writes steps again, older revisions before newer ones',
      withStore(create, async ({ writer, settled }) => {
        const steps = minutes(START, 130);
        const late = exampleStep(START + 20 * MINUTE, [1, 2], { revision: 1 });
        write(writer(), ...steps, late);
        const before = readAll(await settled());
        write(writer(), ...steps.slice(15, 60));
        const during = readAll(await settled());
        write(writer(), ...steps.slice(60), late);
        const after = readAll(await settled());
        expect(during).toEqual(before);
        expect(after).toEqual(before);
      })
    );

    it(
      'keeps step lengths apart',
      withStore(create, async ({ writer, settled }) => {
        const minute = exampleStep(START, [1]);
        const hours = [0, 1, 2].map((i) => exampleStep(START + i * HOUR, [2], { step: HOUR }));
        const seconds = [0, 1, 2].map((i) => exampleStep(START + i * 10_000, [3], { step: 10_000 }));
        write(writer(), minute, ...hours, ...seconds);
        const store = await settled();
        expect(read(store, 1, START, START + DAY)).toEqual(expected([minute], 1));
        expect(read(store, 2, START, START + DAY, HOUR)).toEqual(expected(hours, 2));
        expect(read(store, 3, START, START + DAY, 10_000)).toEqual(expected(seconds, 3));
      })
    );

    it(
      'takes steps out of order: history beside live data, and an older hour of another series',
      withStore(create, async ({ writer, settled }) => {
        const live = minutes(START + 400 * DAY, 40, [1]);
        const history = minutes(START, 90, [2]);
        const filler = minutes(START, 90, [3]);
        for (const [i, step] of history.entries()) write(writer(), step, ...live.slice(i, i + 1));
        await settled();
        write(writer(), ...filler);
        const store = await settled();
        expect(read(store, 1, START, START + 500 * DAY)).toEqual(expected(live, 1));
        expect(read(store, 2, START, START + 500 * DAY)).toEqual(expected(history, 2));
        expect(read(store, 3, START, START + 500 * DAY)).toEqual(expected(filler, 3));
      })
    );

    it(
      'takes an empty block and one of a single series',
      withStore(create, async ({ writer, settled }) => {
        const single = exampleStep(START, [12]);
        write(writer(), exampleStep(START, []), single);
        expect(read(await settled(), 12, START, START + 1)).toEqual(expected([single], 12));
      })
    );

    it(
      'drops what is old, all of it and nothing else',
      withStore(create, async ({ writer, settled }) => {
        const steps = [0, 1, 10, 11].map((day) => exampleStep(START + day * DAY, ORDINALS));
        write(writer(), ...steps);
        await settled();
        expect(writer().retain(START + 5 * DAY)).toBeGreaterThan(0);
        const store = await settled();
        expect(read(store, 3, START, START + 30 * DAY)).toEqual(expected(steps.slice(2), 3));
        expect(writer().retain(START + 5 * DAY)).toBe(0);
      })
    );
  });
}
