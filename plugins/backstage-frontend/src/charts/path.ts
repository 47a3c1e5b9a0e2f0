import type { Scale } from './scale';

/** Numbers or gaps, one per time. */
export type Column = readonly (number | null)[];

/** The `d` of a line that breaks at gaps; a value between two gaps is a short stroke, so that it is seen. */
export function linePath(times: readonly number[], values: Column, x: Scale, y: Scale): string {
  const parts: string[] = [];
  let length = 0;
  for (let index = 0; index < times.length; index += 1) {
    const value = finite(values[index]);
    if (value === undefined) {
      if (length === 1) parts.push('h1.5');
      length = 0;
      continue;
    }
    parts.push(`${length === 0 ? 'M' : 'L'}${px(x(times[index] ?? 0))} ${px(y(value))}`);
    length += 1;
  }
  if (length === 1) parts.push('h1.5');
  return parts.join('');
}

/** The `d` of the area between two columns; where either is a gap there is none. */
export function bandPath(times: readonly number[], lower: Column, upper: Column, x: Scale, y: Scale): string {
  const parts: string[] = [];
  let top: string[] = [];
  let bottom: string[] = [];
  const close = () => {
    if (top.length > 1) parts.push(`M${top.join('L')}L${bottom.reverse().join('L')}Z`);
    top = [];
    bottom = [];
  };
  for (let index = 0; index < times.length; index += 1) {
    const low = finite(lower[index]);
    const high = finite(upper[index]);
    if (low === undefined || high === undefined) {
      close();
      continue;
    }
    const at = px(x(times[index] ?? 0));
    top.push(`${at} ${px(y(high))}`);
    bottom.push(`${at} ${px(y(low))}`);
  }
  close();
  return parts.join('');
}

/** Smallest and greatest finite number of some columns, or undefined without any. */
export function extent(columns: readonly Column[]): [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const entry of column) {
      const value = finite(entry);
      if (value === undefined) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? [low, high] : undefined;
}

function finite(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
