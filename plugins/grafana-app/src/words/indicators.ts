import { Anomaly, Series } from '../weir/answers';
import { ratio } from './numbers';

const NAMES: Record<string, string> = {
  request_rate: 'request rate',
  error_ratio: 'error ratio',
  client_error_ratio: 'client errors',
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
  if (indicator === 'error_ratio' || indicator === 'client_error_ratio') {
    return 'ratio';
  }
  return indicator === 'request_rate' ? 'count' : 'gauge';
}

type Changes = Record<Anomaly['direction'], string>;

/** What is the matter while it lasts, and when it is over. */
const CHANGES: Record<Series['kind'], [now: Changes, over: Changes]> = {
  latency: [
    { up: 'answers slower than usual', down: 'answers faster than usual' },
    { up: 'answered slower than usual', down: 'answered faster than usual' },
  ],
  ratio: [
    { up: 'fails more calls than usual', down: 'fails fewer calls than usual' },
    { up: 'failed more calls than usual', down: 'failed fewer calls than usual' },
  ],
  count: [
    { up: 'gets more calls than usual', down: 'gets fewer calls than usual' },
    { up: 'got more calls than usual', down: 'got fewer calls than usual' },
  ],
  gauge: [
    { up: 'is higher than usual', down: 'is lower than usual' },
    { up: 'was higher than usual', down: 'was lower than usual' },
  ],
};

/** What is the matter, subject first, without a full stop: "payments failed 38 % of calls". */
export function matter({ service, indicator, direction, peak, end }: Anomaly): string {
  const over = end !== null;
  if (indicator === 'request_rate' && direction === 'down' && !peak.value) {
    return `${service} ${over ? 'got' : 'gets'} no calls`;
  }
  if (indicator === 'client_error_ratio') {
    return `${service} ${over ? 'refused' : 'refuses'} ${direction === 'up' ? 'more' : 'fewer'} calls than usual`;
  }
  if (indicator === 'error_ratio' && direction === 'up' && peak.value !== null) {
    return `${service} ${over ? 'failed' : 'fails'} ${ratio(peak.value)} of calls`;
  }
  const kind = kindOf(indicator);
  const change = CHANGES[kind][over ? 1 : 0][direction];
  return kind === 'gauge' ? `${indicatorName(indicator)} of ${service} ${change}` : `${service} ${change}`;
}
