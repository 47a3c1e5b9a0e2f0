import { Anomaly, Series } from '../weir/answers';

const NAMES: Record<string, string> = {
  request_rate: 'request rate',
  error_ratio: 'error ratio',
  client_errors: 'client errors',
  latency_p50: 'p50',
  latency_p95: 'p95',
  latency_p99: 'p99',
  report_interval: 'report interval',
};

/** An indicator as people say it; any other is shown by its name. */
export const indicatorName = (indicator: string) => NAMES[indicator] ?? indicator;

/** How the numbers of an indicator behave, where no series says it. */
export function kindOf(indicator: string): Series['kind'] {
  if (indicator.startsWith('latency')) {
    return 'latency';
  }
  if (indicator === 'error_ratio' || indicator === 'client_errors') {
    return 'ratio';
  }
  return indicator === 'request_rate' ? 'count' : 'gauge';
}

const CHANGES: Record<Series['kind'], Record<Anomaly['direction'], string>> = {
  latency: { up: 'answers slower than usual', down: 'answers faster than usual' },
  ratio: { up: 'fails more calls than usual', down: 'fails fewer calls than usual' },
  count: { up: 'gets more calls than usual', down: 'gets fewer calls than usual' },
  gauge: { up: 'is higher than usual', down: 'is lower than usual' },
};

/** What is the matter, subject first, without a full stop: "orders answers slower than usual". */
export function matter({ service, indicator, direction, peak }: Anomaly): string {
  if (indicator === 'request_rate' && direction === 'down' && !peak.value) {
    return `${service} gets no calls`;
  }
  const kind = kindOf(indicator);
  if (indicator === 'client_errors') {
    return `${service} refuses ${direction === 'up' ? 'more' : 'fewer'} calls than usual`;
  }
  return kind === 'gauge'
    ? `${indicatorName(indicator)} of ${service} ${CHANGES.gauge[direction]}`
    : `${service} ${CHANGES[kind][direction]}`;
}
