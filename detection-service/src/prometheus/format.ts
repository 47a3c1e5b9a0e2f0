import type { Millis } from '../core/time.ts';

/** A number as Prometheus writes it (Go's shortest form, an exponent with two digits), without quotes. */
export function formatValue(value: number): string {
  if (Number.isFinite(value)) {
    if (value === 0) return Object.is(value, -0) ? '-0' : '0';
    const text = String(value);
    return text.includes('e') ? text.replace(/e([+-])(\d)$/, 'e$10$2') : text;
  }
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

/** A time in Unix seconds, to the millisecond. */
export function formatTime(time: Millis): string {
  return String(time / 1_000);
}
