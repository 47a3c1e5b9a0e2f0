import { expect, it } from 'vitest';
import { SCORED } from '../../core/verdict.ts';
import type { SeriesResults } from '../../storage/ports.ts';
import { chart, type Shown } from './chart.ts';

function results(values: readonly number[], anomalous: number): SeriesResults {
  const n = values.length;
  return {
    time: Float64Array.from(values, (_, i) => i * 10),
    value: Float64Array.from(values),
    status: new Uint8Array(n).fill(SCORED),
    score: Float32Array.from(values, (_, i) => (i === anomalous ? 0.9 : 0.1)),
    expected: new Float32Array(n).fill(5),
    lower: new Float32Array(n).fill(4),
    upper: new Float32Array(n).fill(6),
    flags: new Uint8Array(n),
    revision: new Uint32Array(n),
  };
}

/** A chart of values ten apart, of which one is anomalous. */
function shown(values: readonly number[], anomalous: number, to: number): Shown {
  const anomaly = { start: anomalous * 10, end: anomalous * 10 + 10 };
  return { around: results(values, anomalous), from: 0, to, anomaly };
}

it('draws values, the anomalous one and the band', () => {
  const { rows, top } = chart(shown([5, 5, 9, 5], 2, 40), 10, { columns: 4, rows: 3 });
  expect(top).toBe(9);
  expect(rows.every((row) => row.length === 4)).toBe(true);
  expect(rows.join('\n').match(/◆/g)).toHaveLength(1);
  expect(rows.join('\n').match(/●/g)).toHaveLength(3);
});

it('lets a step take several columns, and keeps the most anomalous of several steps in one', () => {
  expect(chart(shown([5, 9], 1, 20), 10, { columns: 8, rows: 2 }).rows[0]?.match(/◆/g)).toHaveLength(4);
  const many = Array.from({ length: 80 }, (_, i) => (i === 33 ? 9 : 5));
  expect(
    chart(shown(many, 33, 800), 10, { columns: 8, rows: 2 })
      .rows.join('')
      .match(/◆/g)
  ).toHaveLength(1);
});

it('leaves gaps empty and survives an empty series', () => {
  expect(
    chart(shown([5, Number.NaN, 5], -1, 30), 10, { columns: 3, rows: 2 }).rows.every((row) => row[1] === ' ')
  ).toBe(true);
  expect(chart(shown([], -1, 30), 10, { columns: 3, rows: 2 })).toEqual({ rows: ['   ', '   '], top: 1 });
});
