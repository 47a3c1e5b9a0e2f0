import { bandGeometry } from './bandGeometry';
import { bandPath, extent, linePath } from './path';
import { linear, timeTicks, valueTicks } from './scale';

const x = linear(0, 10, 0, 100);
const y = linear(0, 10, 100, 0);

describe('paths', () => {
  it('break at gaps, and show a value between two gaps', () => {
    expect(linePath([0, 1, 2, 3, 4], [1, 2, null, 4, null], x, y)).toBe('M0 90L10 80M30 60h1.5');
    expect(linePath([0, 1], [null, NaN], x, y)).toBe('');
  });

  it('of a band are closed, one for each stretch without a gap', () => {
    const path = bandPath([0, 1, 2, 3, 4], [1, 1, null, 2, 2], [3, 3, 3, 4, 4], x, y);
    expect(path).toBe('M0 70L10 70L10 90L0 90ZM30 60L40 60L40 80L30 80Z');
    expect(bandPath([0], [1], [2], x, y)).toBe('');
  });

  it('ignore what is not a number when they look for the extent', () => {
    expect(
      extent([
        [1, null, 5],
        [NaN, -2, Infinity],
      ])
    ).toEqual([-2, 5]);
    expect(extent([[null], []])).toBeUndefined();
  });
});

describe('scales', () => {
  it('map there and back, and an empty domain to the middle', () => {
    expect(x(5)).toBe(50);
    expect(x.invert(50)).toBe(5);
    expect(linear(3, 3, 0, 100)(3)).toBe(50);
  });

  it('have round values and times', () => {
    expect(valueTicks(0, 478)).toEqual([0, 200, 400]);
    expect(valueTicks(0, 0.0031)).toEqual([0, 0.001, 0.002, 0.003]);
    expect(valueTicks(5, 5)).toEqual([5]);
    const noon = new Date(2026, 10, 18, 12).getTime();
    const { times } = timeTicks(noon, noon + 6 * 3_600_000, 6);
    expect(times).toHaveLength(7);
    expect(times.every((time) => new Date(time).getMinutes() === 0)).toBe(true);
    expect(timeTicks(0, 400 * 86_400_000, 6).times.length).toBeLessThan(9);
  });
});

describe('bandGeometry', () => {
  const columns = {
    times: [0, 1, 2],
    values: [1, 9, null],
    expected: [1, 1, 1],
    lower: [0.5, 0.5, 0.5],
    upper: [2, 2, 2],
    anomalous: [false, true, true],
  };
  const box = { width: 200, height: 100, left: 40, bottom: 20, from: 0, to: 2 };

  it('has a dot for each anomalous value, and none for a gap', () => {
    const { dots } = bandGeometry(columns, box);
    expect(dots.map((dot) => dot.time)).toEqual([1]);
  });

  it('makes room for an objective and a forecast, from 0 up', () => {
    const { y: scale } = bandGeometry(columns, { ...box, objective: 50 });
    expect(scale(50)).toBeGreaterThan(0);
    expect(scale(0)).toBe(80);
  });

  it('draws nothing of nothing', () => {
    const none = { times: [], values: [], expected: [], lower: [], upper: [], anomalous: [] };
    expect(bandGeometry(none, box)).toMatchObject({ band: '', value: '', dots: [] });
  });
});
