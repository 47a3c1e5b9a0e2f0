import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '@weir/detection-service/core/time.ts';
import { demoLog } from '../../dev/demo-log/demo-log.ts';
import type { Fault } from '../../dev/demo-log/faults.ts';
import { replayed, type ReplayReport } from '../support/replay-command.ts';

const FROM = Date.parse('2026-03-02T00:00:00Z');
const CALLS_PER_MINUTE = 60;
/** A problem starts so soon after the start of a fault … */
const PROMPT = 10 * MINUTE;
/** … and ends so near to its end (ramps excepted: their ends are as gradual as their starts) … */
const EXACT = 10 * MINUTE;
/** … and one that is further than this from any fault is a false alarm, of which two weeks may have so many. */
const NEAR = HOUR;
const FALSE_ALARMS = 2;

const folder = mkdtempSync(path.join(tmpdir(), 'weir-replay-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type FoundProblem = ReplayReport['problems'][number];

/** The indicators of the problems that cover a fault and start in time. */
function foundBy(problems: readonly FoundProblem[], fault: Fault, to: number): string[] {
  return problems
    .filter((problem) => problem.start < fault.end && (problem.end ?? to) > fault.start)
    .filter((problem) => problem.start <= fault.start + (fault.kind === 'latency-ramp' ? Infinity : PROMPT))
    .flatMap((problem) => problem.anomalies.map((anomaly) => `${anomaly.indicator} ${anomaly.direction}`));
}

const SIGN: Readonly<Record<Fault['kind'], RegExp>> = {
  outage: /^request_rate down$/,
  'error-burst': /^error_ratio up$/,
  'latency-step': /^latency_p\d\d up$/,
  'latency-ramp': /^latency_p\d\d up$/,
};

describe.each([1, 2, 3])('two weeks of the demo shop, seed %i', (seed) => {
  const log = path.join(folder, `${seed}.log`);
  const { faults, text } = demoLog({ seed, from: FROM, days: 14, callsPerMinute: CALLS_PER_MINUTE });
  let report: ReplayReport;

  it('are read whole, in steps of a minute', async () => {
    await pipeline(Readable.from(text), createWriteStream(log));
    report = await replayed(path.join(folder, `${seed}.json`), { args: [log, '--service', 'shop'] });
    rmSync(log);
    expect(report.log.unparsed).toBe(0);
    expect(report.log.lines).toBeGreaterThan(500_000);
    expect(report.step.milliseconds).toBe(MINUTE);
    expect(report.routes.map(({ method, route }) => `${method} ${route}`).sort()).toEqual([
      'GET /api/orders/{id}/status',
      'GET /api/products',
      'GET /api/products/{id}',
      'GET /static/{id}.js',
      'POST /api/cart',
      'POST /api/checkout',
    ]);
  });

  it('show every outage, error burst and latency step within ten minutes, and most ramps', () => {
    const seen = faults.map((fault) =>
      foundBy(report.problems, fault, report.log.to).some((sign) => SIGN[fault.kind].test(sign))
    );
    const missed = faults.filter((fault, i) => fault.kind !== 'latency-ramp' && !seen[i]);
    expect(missed.map(({ kind, start }) => `${kind} ${new Date(start).toISOString()}`)).toEqual([]);
    const ramps = seen.filter((_, i) => faults[i]?.kind === 'latency-ramp');
    expect(ramps.filter(Boolean).length).toBeGreaterThanOrEqual(ramps.length / 2);
  });

  it('say when each of them was over, to ten minutes, with one exception at most', () => {
    const said = faults
      .filter(({ kind }) => kind !== 'latency-ramp')
      .map((fault) => {
        const own = report.problems.filter(({ start, end = report.log.to }) => start < fault.end && end > fault.start);
        const last = Math.max(...own.map(({ end = report.log.to }) => end));
        return { fault: `${fault.kind} until ${new Date(fault.end).toISOString()}`, off: last - fault.end };
      });
    const wrong = said.filter(({ off }) => Math.abs(off) > EXACT);
    expect(wrong.length, JSON.stringify(wrong)).toBeLessThanOrEqual(1);
  });

  it('raise at most two false alarms', () => {
    const alarms = report.problems.filter(({ start, end = report.log.to }) =>
      faults.every((fault) => start >= fault.end + NEAR || end <= fault.start - NEAR)
    );
    const said = alarms.map(({ start, description }) => `${new Date(start).toISOString()} ${description}`);
    expect(alarms.length, said.join('\n')).toBeLessThanOrEqual(FALSE_ALARMS);
  });
});
