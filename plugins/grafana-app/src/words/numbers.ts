import { Series } from '../weir/answers';

const group = (value: number, digits = 0) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A score: whole, without a unit. */
export const score = (value: number) => String(Math.round(value));

/** Milliseconds, from ten seconds on seconds. */
export const latency = (ms: number) =>
  Math.abs(ms) >= 10_000 ? `${group(ms / 1000, 1)} s` : `${group(ms, Math.abs(ms) < 10 && ms !== 0 ? 1 : 0)} ms`;

/** A share of one as per cent, two significant digits below ten. */
export function ratio(share: number): string {
  const percent = share * 100;
  if (percent === 0) {
    return '0 %';
  }
  if (percent < 0.01) {
    return '< 0.01 %';
  }
  const digits = percent >= 10 ? 0 : percent >= 1 ? 1 : percent >= 0.1 ? 2 : 3;
  return `${Number(percent.toFixed(digits))} %`;
}

/** Calls a second, below one calls a minute. */
export const rate = (perSecond: number) =>
  perSecond >= 1 || perSecond === 0
    ? `${group(perSecond, perSecond < 10 && perSecond !== 0 ? 1 : 0)} req/s`
    : `${group(perSecond * 60)} req/min`;

/** A number of a series with its unit. */
export function measured(value: number, { kind, unit }: { kind: Series['kind']; unit?: string }): string {
  switch (kind) {
    case 'latency':
      return latency(value);
    case 'ratio':
      return ratio(value);
    case 'count':
      return rate(value);
    default: {
      const text = Number(value.toPrecision(3)).toLocaleString('en-US');
      return unit && unit !== '1' && !unit.startsWith('{') ? `${text} ${unit}` : text;
    }
  }
}

/** How far from the usual: "127× its usual" from twice on, else "+38 %". */
export function compared(value: number, usual: number): string | undefined {
  if (usual <= 0) {
    return undefined;
  }
  const times = value / usual;
  if (times >= 2) {
    return `${times >= 10 ? Math.round(times) : Number(times.toFixed(1))}× its usual`;
  }
  const change = Math.round((times - 1) * 100);
  return change === 0 ? undefined : `${change > 0 ? '+' : '−'}${Math.abs(change)} %`;
}

/** "1 service", "4 services". */
export const counted = (count: number, one: string, many = `${one}s`) => `${group(count)} ${count === 1 ? one : many}`;
