import { Problem } from '../weir/answers';
import { indicatorName } from './indicators';

const INDICATORS =
  /\b(request_rate|error_ratio|client_error_ratio|latency_p50|latency_p95|latency_p99|report_interval)\b/g;

/** What is wrong with a problem's service, without the numbers behind it; a service that has no titles says it in full. */
export const titleOf = ({ title, description }: Pick<Problem, 'title' | 'description'>) =>
  inWords(title || description);

/** A sentence of the service with indicators as people say them. */
export const inWords = (sentence: string) => sentence.replace(INDICATORS, (name) => indicatorName(name));
