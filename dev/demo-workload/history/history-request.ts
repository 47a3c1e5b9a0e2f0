import { MINUTE, type Millis } from '@weir/detection-service/core/time.ts';
import {
  writeMetrics,
  type ExponentialPointInput,
  type ResourceInput,
} from '@weir/detection-service/ingest/otlp-writer.ts';
import { ENVIRONMENT, type ServiceName } from '../model/shop.ts';
import type { Plan } from '../plan.ts';
import type { Minutes } from './minute.ts';

const SOURCE = { 'weir.emitter.id': 'demo-history', 'weir.source.id': 'demo-history', 'weir.source.mode': 'history' };

/**
 * The minutes `[from, to)` of the past as an OTLP metrics request. It speaks as a collector does (`docs/wire.md`): each
 * minute of a service is a partial with a number of its own, so one that is sent twice counts once; behind them a heartbeat
 * says up to where all was delivered, and with `ended` that nothing more will come.
 */
export function historyRequest(plan: Plan, minutes: Minutes, from: Millis, to: Millis, ended: boolean): Uint8Array {
  const resources: ResourceInput[] = [];
  for (let minute = from; minute < to; minute += MINUTE) {
    for (const [service, points] of minutes.tell(minute)) resources.push(partial(plan, minute, service, points));
  }
  resources.push(heartbeat(to, ended));
  return writeMetrics(resources);
}

function partial(
  plan: Plan,
  minute: Millis,
  service: ServiceName,
  points: readonly ExponentialPointInput[]
): ResourceInput {
  const attributes = {
    'service.name': service,
    'deployment.environment.name': ENVIRONMENT,
    ...SOURCE,
    'weir.emitter.sequence': (minute - plan.from) / MINUTE,
  };
  const metrics = [
    { name: 'http.server.request.duration', unit: 's', exponential: points, temporality: 'delta' as const },
  ];
  return { attributes, scopes: [{ metrics }] };
}

function heartbeat(upTo: Millis, ended: boolean): ResourceInput {
  const attributes = ended ? { 'weir.source.ended': true } : {};
  const gauge = [{ time: upTo, value: BigInt(upTo), attributes }];
  return { attributes: SOURCE, scopes: [{ metrics: [{ name: 'weir.source.heartbeat', unit: 'ms', gauge }] }] };
}
