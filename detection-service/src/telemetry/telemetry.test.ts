import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { createServiceMetrics } from './metrics.ts';
import { startTracing } from './tracing.ts';

const value = (text: string, name: string): number | undefined => {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
};

describe('metrics', () => {
  it('raises counters to totals, and goes on when a shard has started anew', async () => {
    const metrics = createServiceMetrics(() => 0, '1');
    const counted = async () => value(await metrics.text(), 'weir_samples_ingested_total');
    metrics.apply({ samplesIngested: 10 });
    metrics.apply({ samplesIngested: 25 });
    expect(await counted()).toBe(25);
    metrics.apply({ samplesIngested: 25 });
    metrics.apply({});
    expect(await counted()).toBe(25);
    metrics.apply({ samplesIngested: 5 });
    expect(await counted()).toBe(30);
    for (const nonsense of [Number.NaN, -1, Number.POSITIVE_INFINITY]) metrics.apply({ samplesIngested: nonsense });
    expect(await counted()).toBe(30);
  });

  it('counts refused points by reason, and no more reasons than fit', async () => {
    const metrics = createServiceMetrics(() => 0, '1');
    metrics.apply({ samplesRejected: { future: 2, too_old: 3 } });
    metrics.apply({ samplesRejected: { future: 5 } });
    expect(value(await metrics.text(), 'weir_samples_rejected_total{reason="future"}')).toBe(5);
    metrics.apply({ samplesRejected: Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`reason-${i}`, 1])) });
    const text = await metrics.text();
    expect(text.match(/weir_samples_rejected_total\{/g)?.length).toBeLessThanOrEqual(65);
    expect(value(text, 'weir_samples_rejected_total{reason="other"}')).toBe(1_000 - 62);
  });

  it('gives ages and lags at the time of the scrape', async () => {
    let now = 10_000;
    const metrics = createServiceMetrics(() => now, '1');
    expect(value(await metrics.text(), 'weir_snapshot_age_seconds')).toBe(0);
    metrics.apply({
      snapshotTime: 9_000,
      watermarks: { live: 4_000, history: -1_000 },
      logBytes: 7,
      appendSeconds: [0.002, 0.2],
    });
    now = 12_000;
    const text = await metrics.text();
    expect(value(text, 'weir_snapshot_age_seconds')).toBe(3);
    expect(value(text, 'weir_watermark_lag_seconds{mode="live"}')).toBe(8);
    expect(value(text, 'weir_watermark_lag_seconds{mode="history"}')).toBe(13);
    expect(value(text, 'weir_log_bytes')).toBe(7);
    expect(value(text, 'weir_log_append_seconds_bucket{le="0.0025"}')).toBe(1);
    expect(value(text, 'weir_info{version="1"}')).toBe(1);
  });

  it('names everything weir_, in base units, with _total on counters', async () => {
    const own = (await createServiceMetrics(() => 0, '1').text())
      .split('\n')
      .filter((line) => line.startsWith('# TYPE weir'));
    expect(own.length).toBeGreaterThan(15);
    for (const line of own) {
      const [, , name = '', type] = line.split(' ');
      expect(name).toMatch(/^weir_[a-z]+(_[a-z]+)*$/);
      expect(name.endsWith('_total'), line).toBe(type === 'counter');
    }
  });
});

describe('logger', () => {
  it('writes JSON lines without secrets, wherever they stand', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
    const secret = 'hunter2-hunter2-hunter2';
    logger.info(
      {
        authorization: secret,
        req: { headers: { authorization: secret, cookie: secret } },
        token: secret,
        a: { sha256: secret },
      },
      'asked'
    );
    logger.debug('not written');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] as string)).toMatchObject({ level: 'info', msg: 'asked', service: 'weir' });
    expect(lines[0]).not.toContain(secret);
  });
});

describe('tracing', () => {
  it('does nothing without an endpoint', async () => {
    const stop = await startTracing(undefined, '1');
    expect(trace.getTracer('x').startSpan('y').isRecording()).toBe(false);
    await stop();
  });

  it('sends what was traced to the endpoint, at the latest when it stops', async () => {
    const bodies: Buffer[] = [];
    const server = createServer((request, response) => {
      void (async () => {
        for await (const part of request) bodies.push(part as Buffer);
        response.end();
      })();
    });
    await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const stop = await startTracing(`http://127.0.0.1:${port}/v1/traces`, '1.2.3');
    trace.getTracer('x').startSpan('a span of the test').end();
    await stop();
    server.close();
    const sent = Buffer.concat(bodies);
    for (const text of ['a span of the test', 'weir-detection-service', '1.2.3'])
      expect(sent.includes(text), text).toBe(true);
  });
});
