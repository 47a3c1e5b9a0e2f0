import { describe, expect, it } from 'vitest';
import type { Anomaly } from '../../../aggregate/anomaly.ts';
import type { Problem } from '../../../aggregate/problem.ts';
import type { Entity, SeriesIdentity } from '../../../core/series.ts';
import { SCORED } from '../../../core/verdict.ts';
import type { SeriesResults, StoredSeries } from '../../../storage/ports.ts';
import type { Findings } from '../findings.ts';
import type { ReplaySummary } from '../summary.ts';
import { htmlReport } from './html-report.ts';

const START = Date.UTC(2026, 10, 17, 14, 0);
const MINUTE = 60_000;
const EVIL = `<script>alert(1)</script>"'&\u0007`;

const summary: ReplaySummary = {
  names: [`${EVIL}.log`],
  lines: 1000,
  unparsed: 0,
  from: START,
  to: START + 60 * MINUTE,
  seconds: 1,
  step: MINUTE,
  density: undefined,
  densities: [],
  refused: [],
  hash: 'abc',
};

/** A series of an hour, with a gap, whose minutes 20 to 29 are anomalous. */
function around(values: (i: number) => number): SeriesResults {
  const n = 60;
  return {
    time: Float64Array.from({ length: n }, (_, i) => START + i * MINUTE),
    value: Float64Array.from({ length: n }, (_, i) => values(i)),
    status: new Uint8Array(n).fill(SCORED),
    score: new Float32Array(n),
    expected: new Float32Array(n).fill(5),
    lower: new Float32Array(n).fill(4),
    upper: new Float32Array(n).fill(6),
    flags: new Uint8Array(n),
    revision: new Uint32Array(n),
  };
}

function findings(name: string, values: (i: number) => number): Findings {
  const entity: Entity = { tenant: 'default', kind: 'service', environment: '', namespace: '', name };
  const identity: SeriesIdentity = {
    entity,
    indicator: 'latency_p95',
    kind: 'latency',
    unit: 'ms',
    attributes: {},
    step: MINUTE,
    version: 1,
  };
  const series: StoredSeries = { ordinal: 0, id: 's', entityId: 'e', identity, firstStep: START };
  const stored = { id: 'e', entity, firstSeen: START };
  const route = { ...entity, kind: 'endpoint' as const, method: 'GET', route: `/${name}` };
  const annotator = { name: 'd', version: '1', type: 'algorithm' as const };
  const problem: Problem = {
    id: 'p',
    tenant: 'default',
    entityId: 'e',
    service: name,
    start: START + 20 * MINUTE,
    end: START + 30 * MINUTE,
    stage: 'problem-potential',
    confidenceScore: 97,
    concernScore: 86,
    description: `latency_p95 of ${name} rose`,
    anomalyIds: ['a'],
    annotator,
    revision: 1,
  };
  const anomaly: Anomaly = {
    ...problem,
    id: 'a',
    seriesId: 's',
    problemId: 'p',
    indicator: 'latency_p95',
    pattern: 'spike',
    direction: 'up',
    peak: { time: START, value: 9, expected: 5, score: 0.9 },
    symptom: { id: 'y', action: 'Delay', reason: 'Max', trigger: 't', plane: 'forwarding', concernScore: 86 },
  };
  const learned = [{ series, samples: 60, judged: 30, median: 5, low: 4, high: 6 }];
  return {
    services: [{ entity: stored, calls: 10, learned }],
    routes: [{ entity: { ...stored, entity: route }, calls: 10 }],
    problems: [
      { problem, anomalies: [{ anomaly, series, from: START, to: START + 60 * MINUTE, around: around(values) }] },
    ],
  };
}

const shop = (i: number): number => (i === 10 ? Number.NaN : i >= 20 && i < 30 ? 9 : 5);

describe('the report as a page', () => {
  it('lets nothing that a log says become markup', () => {
    const page = htmlReport(summary, findings(EVIL, shop));
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/[\u0000-\u0008]/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\ufffd');
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('marks every sample of the anomaly and no other, and breaks the line at a gap', () => {
    const page = htmlReport(summary, findings('shop', shop));
    expect(page.match(/<circle class="out"/g)).toHaveLength(10);
    const [, line = ''] = /<path class="value" d="([^"]*)"/.exec(page) ?? [];
    expect(line.match(/M/g)).toHaveLength(2);
    expect(line.match(/[ML]/g)).toHaveLength(59);
  });

  it('says concern in a word and a number, and names the time', () => {
    const page = htmlReport(summary, findings('shop', shop));
    expect(page).toContain('Severe 86');
    expect(page).toContain('2026-11-17 14:20 to 14:30 (10 min)');
    expect(page).toContain('1 problem in 1 service');
  });

  it.each([
    ['nothing but gaps', () => Number.NaN],
    ['nothing but zeros', () => 0],
    ['numbers beyond reason', (i: number) => (i % 2 === 0 ? 1e300 : -1e300)],
  ])('draws %s without a number that is none', (_what, values) => {
    const page = htmlReport(summary, findings('shop', values));
    expect(page).not.toMatch(/="[^"]*(NaN|Infinity)/);
  });

  it('is a page also when nothing was found', () => {
    const page = htmlReport(summary, { services: [], routes: [], problems: [] });
    expect(page).toContain('Nothing out of the ordinary in 0 services');
    expect(page).not.toContain('Where and when');
  });
});
