import { Problem } from '../weir/answers';
import { indicatorName } from './indicators';

const INDICATORS =
  /\b(request_rate|error_ratio|client_error_ratio|latency_p50|latency_p95|latency_p99|report_interval)\b/g;

/** The first clause of what the service says of a problem: what is wrong, without the numbers behind it. */
export const titleOf = ({ description }: Pick<Problem, 'description'>) =>
  inWords(description.split(/: |; |, expected /)[0] ?? description);

/** A sentence of the service with indicators as people say them. */
export const inWords = (sentence: string) => sentence.replace(INDICATORS, (name) => indicatorName(name));
