import { uuid5 } from '../core/uuid.ts';
import type { Symptom } from './anomaly.ts';

type Meaning = Pick<Symptom, 'action' | 'reason' | 'trigger' | 'plane'>;

const MISSING: Meaning = {
  action: 'Missing',
  reason: 'Drop',
  trigger: 'Outside Monitored Domain',
  plane: 'forwarding',
};
const LATENCY = /^latency_p\d+$/;

/**
 * What a deviation means, as action, reason, trigger and plane. The words are those of
 * draft-netana-nmop-network-anomaly-semantics where it has one: errors are `Drop/Unreachable/next-hop`, refused calls
 * `Drop/Administered/access-list`, calls that do not arrive `Missing/Drop`, slowness `Delay/Mean` or `Delay/Max`. For
 * more calls than usual and for metrics it does not know, the words are ours (`Load`, `Level`).
 */
export function meaningOf(indicator: string, direction: 'up' | 'down'): Meaning {
  const up = direction === 'up';
  if (indicator === 'error_ratio' && up) {
    return { action: 'Drop', reason: 'Unreachable', trigger: 'next-hop', plane: 'forwarding' };
  }
  if (indicator === 'client_error_ratio' && up) {
    return { action: 'Drop', reason: 'Administered', trigger: 'access-list', plane: 'forwarding' };
  }
  if (indicator === 'request_rate') {
    return up ? { action: 'Load', reason: 'Increase', trigger: 'requests', plane: 'forwarding' } : MISSING;
  }
  if (indicator === 'report_interval' && up) return { ...MISSING, plane: 'management' };
  if (LATENCY.test(indicator) && up) {
    return {
      action: 'Delay',
      reason: indicator === 'latency_p50' ? 'Mean' : 'Max',
      trigger: indicator,
      plane: 'forwarding',
    };
  }
  return { action: 'Level', reason: up ? 'Above' : 'Below', trigger: indicator, plane: 'management' };
}

/**
 * How much one sample degrades the service, 0..100: 95 when no calls arrive, 40 to 100 for errors (100 when half of the
 * calls fail beyond the usual), 20 to 80 for slowness (80 at ten times the usual), 20 to 60 for refused calls, 15 to 40
 * for more calls (40 at ten times), 30 to 80 for a device that does not report (80 at ten times its usual interval), 30
 * for a metric whose meaning is not known.
 */
export function concernOf(indicator: string, direction: 'up' | 'down', value: number, expected: number): number {
  const beyond = Math.max(0, direction === 'up' ? value - expected : expected - value);
  const factor = Math.min(1, Math.max(0, Math.log10(value / expected)));
  const tenfold = Number.isNaN(factor) ? 0 : factor;
  if (indicator === 'error_ratio' && direction === 'up') return Math.round(40 + 60 * Math.min(1, beyond / 0.5));
  if (indicator === 'client_error_ratio' && direction === 'up') return Math.round(20 + 40 * Math.min(1, beyond / 0.5));
  if (indicator === 'request_rate') {
    if (direction === 'up') return Math.round(15 + 25 * tenfold);
    return expected > 0 ? Math.round(95 * Math.min(1, beyond / expected)) : 0;
  }
  if (LATENCY.test(indicator) && direction === 'up') return Math.round(20 + 60 * tenfold);
  if (indicator === 'report_interval' && direction === 'up') return Math.round(30 + 50 * tenfold);
  return 30;
}

export function symptomOf(
  tenant: string,
  anomalyId: string,
  indicator: string,
  direction: 'up' | 'down',
  concernScore: number
): Symptom {
  return { id: uuid5(tenant, anomalyId, 'symptom'), ...meaningOf(indicator, direction), concernScore };
}
