import { entityKey } from '../core/series.ts';
import type { Entity } from '../core/series.ts';
import type { Millis } from '../core/time.ts';
import type { Clock } from './clock.ts';
import { REPORT_INTERVAL } from './device-reports.ts';
import type { Entry } from './entry.ts';
import { ownerEntity, senderName } from './indicators.ts';
import { stepStart } from '../core/time.ts';
import { NOT_A_NUMBER_SERIES } from './series-table.ts';
import { LIVE } from './sources.ts';
import type { Stage } from './stage.ts';

/** What a collector says about a device is no word of the device. */
const SAID_BY_COLLECTOR = 'weir.device.online';
/** Nothing is noted of it. */
const IGNORED = -2;

/** The device of a resource in one entry, and the newest report of it that was noted. */
export interface ReportingDevice {
  /** Index in `DeviceReports`; −1 before its first report. */
  index: number;
  newest: Millis;
}

/** Notes that the device of point `i` reported, as the collector with the source `source` says. */
export function noteReport(stage: Stage, entry: Entry, i: number, source: number): void {
  const { points } = entry;
  const resource = points.resource[i] as number;
  const time = points.time[i] as number;
  const device = (entry.devices[resource] ??= { index: -1, newest: -1 });
  if (time <= device.newest || device.index === IGNORED) return;
  if (stage.sources.at(source).mode !== LIVE) return;
  if (points.metricName(points.metric[i] as number) === SAID_BY_COLLECTOR) return;
  const clock = entry.clock as Clock;
  if (device.index < 0) device.index = deviceIndex(stage, entry, clock, resource, time);
  if (device.index < 0) return;
  device.newest = time;
  clock.reports.report(device.index, source, time, clock.watermark.time);
}

function deviceIndex(stage: Stage, entry: Entry, { reports }: Clock, resource: number, time: Millis): number {
  const { tenant } = entry;
  const attributes = entry.resourceAttributes(resource);
  const owner = ownerEntity(tenant.name, attributes);
  // Interfaces speak through their node: what comes of one is a word of the node.
  const entity: Entity =
    owner.kind === 'interface' ? { ...owner, kind: 'node', name: senderName(owner, attributes) } : owner;
  const key = entityKey(entity);
  const known = reports.find(key);
  if (known >= 0) return known;
  const { name: indicator, kind, unit } = REPORT_INTERVAL;
  const bare = { entity, indicator, kind, unit, attributes: {} };
  const { row, isNew } = stage.series.rowOf(bare, tenant.series < stage.settings.seriesPerTenant);
  // There is no room; or the device sends a metric that is called like this, which came first and keeps the name.
  if (row < 0 || !isNew) return IGNORED;
  const step = stage.settings.requestStep;
  const ordinal = stage.series.create(bare, step, 0, stepStart(time, step));
  stage.series.setVersion(row, ordinal, NOT_A_NUMBER_SERIES, 0);
  tenant.series++;
  return reports.add(key, ordinal);
}
