import type { Findings } from './findings.ts';
import type { ReplaySummary } from './summary.ts';

/** Everything that a replay has found, as plain data for `--json`; times in Unix milliseconds. */
export function jsonReport(summary: ReplaySummary, findings: Findings): unknown {
  return {
    log: { names: summary.names, from: summary.from, to: summary.to, lines: summary.lines, unparsed: summary.unparsed },
    seconds: summary.seconds,
    step: { milliseconds: summary.step, density: summary.density ?? null, considered: summary.densities },
    refused: Object.fromEntries(summary.refused),
    services: findings.services.map(({ entity, calls, learned }) => ({
      id: entity.id,
      ...entity.entity,
      calls,
      series: learned.map(({ series, samples, judged, median, low, high }) => ({
        id: series.id,
        indicator: series.identity.indicator,
        unit: series.identity.unit,
        samples,
        judged,
        median: finite(median),
        low: finite(low),
        high: finite(high),
      })),
    })),
    routes: findings.routes.map(({ entity, calls }) => ({ id: entity.id, ...entity.entity, calls })),
    problems: findings.problems.map(({ problem, anomalies }) => ({
      ...problem,
      anomalies: anomalies.map(({ anomaly, series }) => ({ ...anomaly, entity: series.identity.entity })),
    })),
    hash: summary.hash,
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
