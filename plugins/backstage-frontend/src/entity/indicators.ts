import type { Series } from '@weir/backstage-plugin-weir-common';

/** The kind of a series by its indicator and unit, where only these are known. */
export function kindOfUnit(of: { indicator: string; unit: string }): Series['kind'] {
  if (of.unit === 'ms') return 'latency';
  if (of.unit === '1/s') return 'count';
  if (of.indicator.endsWith('ratio')) return 'ratio';
  return 'gauge';
}

/** The kind of a series by its indicator alone, as anomalies name it. */
export function kindOfIndicator(indicator: string): Series['kind'] {
  if (indicator.startsWith('latency_')) return 'latency';
  if (indicator.endsWith('ratio')) return 'ratio';
  return indicator === 'request_rate' ? 'count' : 'gauge';
}

const ORDER = ['request_rate', 'error_ratio', 'latency_p95', 'latency_p50', 'latency_p99', 'client_error_ratio'];

/** Series as people read them: rate, errors, p95 first; others by name. */
export function byImportance(one: Pick<Series, 'indicator'>, other: Pick<Series, 'indicator'>): number {
  const rank = (indicator: string) => (ORDER.includes(indicator) ? ORDER.indexOf(indicator) : ORDER.length);
  return rank(one.indicator) - rank(other.indicator) || one.indicator.localeCompare(other.indicator);
}
