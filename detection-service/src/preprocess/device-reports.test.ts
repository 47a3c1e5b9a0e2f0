import { describe, expect, test } from 'vitest';
import { DAY, HOUR, SECOND } from '../core/time.ts';
import type { IngestCounts } from './preprocess.ts';
import { Scenario } from './scenario.ts';

const T = 1_767_225_600_000;
const at = (seconds: number): number => T + seconds * SECOND;
const BROKER = { emitter: 'mqtt/broker/weir', source: 'api_telemetry/mqtt' };
const resourceOf = (device: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  'device.id': device,
  'weir.emitter.id': BROKER.emitter,
  'weir.source.id': BROKER.source,
  'weir.source.mode': 'live',
  ...more,
});

/** A temperature that a device reported at `second`, as a collector passes it on. */
function reading(s: Scenario, second: number, value = 20, device = 'meter', more = {}): IngestCounts {
  const gauge = [{ time: at(second), value }];
  return s.metrics(at(second), [{ name: 'temperature', gauge }], resourceOf(device, more));
}

/** The collector lives over `[from, to)`; the device reports every `every` seconds until `silentFrom`. */
function live(s: Scenario, from: number, to: number, every: number, silentFrom = to): void {
  for (let second = from; second < to; second++) {
    if (second % every === 0 && second < silentFrom) reading(s, second);
    if (second % 2 === 0) s.heartbeat(at(second), at(second), BROKER);
    if (second % 5 === 0) s.tick(at(second));
  }
}

const show = (s: Scenario, indicator: string, about?: string): string[] =>
  s.shown(indicator, about).map((row) => row.replace(/^\d+/, (time) => String(Number(time) - T / 1000)));

describe('a device that a collector reports on', () => {
  test('is an entity with its metrics as series, and with the time since it last reported', () => {
    const s = new Scenario();
    live(s, 0, 200, 15);
    expect(
      s.series.map(({ identity }) => `${identity.entity.kind} ${identity.entity.name} ${identity.indicator}`)
    ).toEqual(expect.arrayContaining(['device meter temperature', 'device meter report_interval']));
    expect(show(s, 'report_interval')).toEqual(['0=15:i', '60=15', '120=15']);
  });

  test('that falls silent while its collector lives is seen to be silent, step by step', () => {
    const s = new Scenario();
    live(s, 0, 400, 15, 130);
    expect(show(s, 'report_interval').slice(1)).toEqual(['60=15', '120=60', '180=120', '240=180', '300=240']);
    expect(show(s, 'temperature').length).toBeGreaterThan(0);
  });

  test('that is a network node speaks through its interfaces', () => {
    const s = new Scenario();
    for (let second = 0; second < 200; second++) {
      const nic = second % 2 === 0 ? 'eth0' : 'eth1';
      const more = { 'weir.node.name': 'edge-1', 'network.interface.name': nic };
      if (second < 65) reading(s, second, 1, '', more);
      s.heartbeat(at(second), at(second), BROKER);
    }
    expect(show(s, 'report_interval')).toEqual(['0=1:i', '60=56', '120=116']);
    const reporting = s.series.filter(({ identity }) => identity.indicator === 'report_interval');
    expect(reporting.map(({ identity }) => `${identity.entity.kind} ${identity.entity.name}`)).toEqual(['node edge-1']);
  });

  test('is not blamed for the silence of its collector, also not when that returns', () => {
    const s = new Scenario();
    live(s, 0, 130, 15);
    s.ticks(at(130), at(600));
    live(s, 600, 780, 15, 690);
    const shown = show(s, 'report_interval');
    expect(shown).toContain('300=gap:u');
    expect(shown.filter((row) => Number(row.split(/[=:]/)[1]) > 120)).toEqual([]);
    expect(shown.at(-1)).toBe('660=45');
  });

  test('reports the same twice, or late: nothing changes', () => {
    const [once, twice] = [1, 2].map((times) => {
      const s = new Scenario();
      for (let second = 0; second < 200; second++) {
        if (second % 15 === 0) for (let i = 0; i < times; i++) reading(s, second);
        if (times === 2 && second === 190) reading(s, 30);
        s.heartbeat(at(second), at(second), BROKER);
      }
      return s;
    });
    expect(twice?.rows).toEqual(once?.rows);
    expect(twice?.of('temperature').length).toBeGreaterThan(0);
  });

  test('may be described anew: one collector is no two instances', () => {
    const s = new Scenario();
    for (let second = 0; second < 260; second++) {
      if (second % 15 === 0) reading(s, second, second, 'meter', second < 100 ? {} : { 'device.manufacturer': 'ACME' });
      s.heartbeat(at(second), at(second), BROKER);
    }
    expect(show(s, 'temperature')).toEqual(['0=45', '60=105', '120=165', '180=225']);
  });

  test('has no report in what its collector says about it', () => {
    const s = new Scenario();
    live(s, 0, 130, 15, 60);
    const gauge = [{ time: at(140), value: 0 }];
    s.metrics(at(140), [{ name: 'weir.device.online', gauge }], resourceOf('meter'));
    live(s, 140, 260, 500);
    expect(show(s, 'weir.device.online')).toContain('120=0');
    expect(show(s, 'report_interval')).toContain('120=135');
  });

  test('that sends a metric of that name keeps it, and is not watched for silence', () => {
    const s = new Scenario();
    const gauge = [{ time: at(1), value: 7 }];
    s.metrics(at(1), [{ name: 'report_interval', gauge: [{ time: at(1), value: 7 }] }], { 'device.id': 'meter' });
    s.metrics(at(1), [{ name: 'temperature', gauge }], resourceOf('meter'));
    expect(s.series.filter(({ identity }) => identity.indicator === 'report_interval')).toHaveLength(1);
  });

  test('that is gone for good is not awaited for ever', () => {
    const s = new Scenario();
    live(s, 0, 60, 15);
    for (let time = HOUR; time < 7.1 * DAY; time += 55 * SECOND) s.heartbeat(T + time, T + time, BROKER);
    const last = s.of('report_interval').at(-1);
    expect(last?.value).toBeGreaterThan(6 * 86_400);
    expect(last?.time).toBeLessThan(T + 7 * DAY + HOUR);
  });

  test('is awaited after a restart of the service as before', () => {
    const [through, restarted] = [false, true].map((restarts) => {
      const s = new Scenario();
      live(s, 0, 150, 15, 130);
      if (restarts) s.restart();
      live(s, 150, 400, 500);
      return s;
    });
    expect(restarted?.trace).toEqual(through?.trace);
  });

  test('takes no place beyond the limit of series', () => {
    const s = new Scenario({ seriesPerTenant: 1 });
    reading(s, 1);
    reading(s, 16);
    expect(s.series).toHaveLength(1);
  });

  test('of a service, numbers that are no partials are refused as before', () => {
    const s = new Scenario();
    const resource = { ...resourceOf(''), 'service.name': 'shop', 'weir.emitter.sequence': '1' };
    const counts = s.metrics(at(1), [{ name: 'temperature', gauge: [{ time: at(1), value: 1 }] }], resource);
    expect([...counts.rejected]).toEqual([['not_a_partial', 1]]);
  });
});
