import { DAY, stepStart } from '../core/time.ts';
import type { Millis } from '../core/time.ts';
import { INCOMPLETE, UNCOVERED } from '../core/step-block.ts';
import { coverageOf } from './coverage.ts';
import { kindCode } from './emission.ts';
import type { LaneContext } from './number-steps.ts';

import { SortedTimes } from './sorted-times.ts';
import { StepLane } from './step-lane.ts';

/** The indicator: how long ago a device last reported, at the end of each step. */
export const REPORT_INTERVAL = { name: 'report_interval', kind: 'gauge', unit: 's' } as const;

/** A device that has been silent for so long is not awaited any more, until it reports again. */
const AWAITED_FOR: Millis = 7 * DAY;
const GAUGE = kindCode('gauge');

/** A device that collectors report on. */
interface Device {
  readonly key: string;
  readonly ordinal: number;
  /** Indexes of the sources that reported it. */
  readonly sources: Set<number>;
  /** Its newest report in the steps that are closed, −1 before the first. */
  last: Millis;
}

/** A lane as plain data. */
interface SavedReports {
  readonly lane: unknown;
  readonly devices: readonly (Omit<Device, 'sources'> & { readonly sources: readonly number[] })[];
  /** Open steps: start, and pairs of device and newest report. */
  readonly open: readonly (readonly [Millis, readonly (readonly [number, Millis])[]])[];
}

/**
 * How long ago each device last reported. A collector says up to when it has delivered everything, so a device of which
 * nothing came is known to be silent, where a missing point of an ordinary sender may be on its way. Whatever comes
 * twice changes nothing: only the newest time counts.
 */
export class DeviceReports extends StepLane {
  private readonly context: LaneContext;
  private readonly devices: Device[] = [];
  private readonly byKey = new Map<string, number>();
  private readonly open = new Map<Millis, Map<number, Millis>>();
  private readonly openSteps = new SortedTimes();

  constructor(step: Millis, context: LaneContext) {
    super(step);
    this.context = context;
  }

  /** Index of a device, −1 when it is not known. */
  find(key: string): number {
    return this.byKey.get(key) ?? -1;
  }

  /** Adds a device; ordinals must come in ascending order. */
  add(key: string, ordinal: number): number {
    const index = this.devices.push({ key, ordinal, sources: new Set(), last: -1 }) - 1;
    this.byKey.set(key, index);
    return index;
  }

  /** The device reported at `time` through `source`. What comes for a closed step is no news. */
  report(index: number, source: number, time: Millis, watermark: Millis): void {
    const device = this.devices[index] as Device;
    device.sources.add(source);
    const start = stepStart(time, this.step);
    if (!this.admit(start, watermark)) {
      if (time > device.last) device.last = time;
      return;
    }
    let reports = this.open.get(start);
    if (reports === undefined) {
      reports = new Map();
      this.open.set(start, reports);
      this.openSteps.add(start);
    }
    if (time > (reports.get(index) ?? -1)) reports.set(index, time);
  }

  /** A source is no more. */
  forget(source: number): void {
    for (const { sources } of this.devices) sources.delete(source);
  }

  save(): SavedReports {
    return {
      lane: this.laneState(),
      devices: this.devices.map((device) => ({ ...device, sources: [...device.sources] })),
      open: [...this.open].map(([start, reports]) => [start, [...reports]]),
    };
  }

  restore(saved: unknown): void {
    const { lane, devices, open } = saved as SavedReports;
    this.restoreLane(lane);
    for (const { key, ordinal, sources, last } of devices) {
      const device = this.devices[this.add(key, ordinal)] as Device;
      device.last = last;
      for (const source of sources) device.sources.add(source);
    }
    for (const [start, reports] of open) {
      this.open.set(start, new Map(reports));
      this.openSteps.add(start);
    }
  }

  protected override earliestOpen(): Millis {
    return this.openSteps.first;
  }

  override latestOpen(): Millis {
    return this.openSteps.last;
  }

  protected override passed(): void {
    // Nothing is counted while time is passed over.
  }

  protected override close(start: Millis): number {
    const { emission } = this.context;
    const reports = this.open.get(start);
    this.open.delete(start);
    this.openSteps.delete(start);
    this.devices.forEach((device, index) => this.closeDevice(device, start, reports?.get(index)));
    const { count } = emission;
    emission.block(start, this.step, 0);
    return count;
  }

  private closeDevice(device: Device, start: Millis, reported: Millis | undefined): void {
    const { emission, sources, settings } = this.context;
    const end = start + this.step;
    if (reported !== undefined && reported > device.last) device.last = reported;
    if (device.last < 0 || end - device.last > AWAITED_FOR) return;
    const coverage = coverageOf(device.sources, sources, start, end);
    if (reported === undefined && !coverage.zero) {
      // Its collector is gone: silence says nothing about the device.
      if (end - device.last <= settings.quietAfter) emission.row(device.ordinal, GAUGE, Number.NaN, 0, UNCOVERED);
      return;
    }
    const since = Math.max(device.last, Math.min(this.coveredSince(device, start), end));
    const silent = Math.max(0, end - since) / 1000;
    emission.row(device.ordinal, GAUGE, silent, 1, coverage.whole ? 0 : INCOMPLETE);
  }

  /** Since when somebody has been there who would have passed on a report: what was before is not counted as silence. */
  private coveredSince({ sources }: Device, start: Millis): Millis {
    let since = Number.POSITIVE_INFINITY;
    for (const index of sources) {
      const source = this.context.sources.at(index);
      if (source.coverage(start, start + this.step) !== 0) since = Math.min(since, source.joined);
    }
    return since;
  }
}
