import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fillGaps } from '../../core/math/fill-gaps.ts';
import { BEST, ensemble, type Ensemble, type EnsembleOptions } from './ensemble.ts';

/**
 * Numbers of the experiments that this forecaster follows (the repository's neighbour `shared`): the same arithmetic
 * must give the same forecasts.
 */
const shared = fileURLToPath(new URL('../../../../../shared/', import.meta.url));
const reference = `${shared}reference/forecast/`;
/** The reference has twelve digits; recursions and sums in another order cost some of them. */
const NEAR = 1e-6;

const rows = (file: string): string[][] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));

function table(file: string): Record<string, string>[] {
  const [head = [], ...body] = rows(file);
  return body.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''])));
}

function inputOf(row: Record<string, string>): Float64Array {
  const { id = '', source = '', column = '' } = row;
  const [from, to] = [Number(row['row_from']), Number(row['row_to'])];
  const synthetic = source === 'formula';
  const [head = [], ...body] = rows(synthetic ? `${reference}synthetic_inputs.csv` : `${shared}${source}`);
  const at = synthetic ? head.indexOf(id) : column === '' ? 1 : head.indexOf(column);
  const cells = body.slice(from, to).map((line) => line[at] ?? '');
  return fillGaps(
    Float64Array.from(cells, (cell) => (cell === '' ? Number.NaN : Number(cell))),
    []
  );
}

const bulk = (positive: boolean): EnsembleOptions => ({
  days: 3,
  power: 2,
  only: positive ? /^(w|w2|d2|prof)L/ : /^(w|w2|d2|prof)N/,
});

describe.skipIf(!existsSync(reference))('the reference forecasts (skipped where ../shared is not there)', () => {
  const inputs = existsSync(reference) ? table(`${reference}inputs.csv`).filter(({ m1 }) => m1 !== undefined) : [];
  const forecasts = existsSync(reference) ? table(`${reference}forecasts.csv`) : [];
  const weights = existsSync(reference) ? table(`${reference}weights.csv`) : [];

  const cases = inputs.flatMap((row) => (row['methods'] === 'short' ? [] : [[row['id'] ?? '', row] as const]));
  // Also where there are none: a suite without a test would be passed over in silence.
  it('are there', () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  it.each(cases)('%s', (id, row) => {
    const values = inputOf(row);
    expect(values.reduce((sum, value) => sum + value, 0) / Number(row['sum'])).toBeCloseTo(1, 9);
    for (const method of ['best', 'bulk']) {
      const options = method === 'best' ? BEST : bulk(values.every((value) => value >= 0));
      const seasons = { day: Number(row['m1']), week: Number(row['m2']) };
      const made = ensemble(values, Number(row['h']), seasons, options, () => undefined) as Ensemble;
      const wanted = weights.filter((one) => one['id'] === id && one['method'] === method);
      expect(made.members).toEqual(wanted.map(({ member }) => member));
      wanted.forEach(({ weight }, i) => expect(made.weights[i]).toBeCloseTo(Number(weight), 6));
      const steps = forecasts.filter((one) => one['id'] === id && one['method'] === method);
      expect(steps).toHaveLength(made.point.length);
      const halves = made.half95(made.point);
      steps.forEach((step, i) => {
        const near = (found: number, name: string): void => {
          const expected = Number(step[name]);
          expect(Math.abs(found - expected), `${method} ${name} of step ${i + 1}`).toBeLessThan(
            NEAR * Math.abs(expected) + 1e-9
          );
        };
        const half = halves[i] as number;
        const point = made.point[i] as number;
        near(point, 'mean');
        near(values.some((value) => value < 0) ? point - half : Math.max(0, point - half), 'lower');
        near(point + half, 'upper');
      });
    }
  });
});
