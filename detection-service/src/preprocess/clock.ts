import type { Millis } from '../core/time.ts';
import { DeviceReports } from './device-reports.ts';
import type { ClockName } from './emission.ts';
import { NumberSteps } from './number-steps.ts';
import type { LaneContext } from './number-steps.ts';
import { RequestSteps } from './request-steps.ts';
import type { SettledSteps } from './request-steps.ts';
import type { StepLane } from './step-lane.ts';
import type { Watermark } from './watermark.ts';
import { LIVE } from './sources.ts';
import type { Mode } from './sources.ts';

/** One clock (tenant and mode): its watermark and the steps that it closes. */
export class Clock {
  readonly tenant: number;
  readonly mode: Mode;
  readonly watermark: Watermark;
  readonly requests: RequestSteps;
  readonly reports: DeviceReports;
  /** By index of the step length; made when they are needed. */
  readonly numbers: (NumberSteps | undefined)[] = [];
  private readonly context: LaneContext;

  constructor(tenant: number, watermark: Watermark, context: LaneContext & { readonly settled: SettledSteps }) {
    this.tenant = tenant;
    this.mode = watermark.mode;
    this.watermark = watermark;
    this.context = context;
    this.requests = new RequestSteps(context.settings.requestStep, context);
    this.reports = new DeviceReports(context.settings.requestStep, context);
  }

  /** The lane of single numbers with the given step length. */
  numbersAt(stepIndex: number, lanes: NumberSteps[]): NumberSteps {
    let lane = this.numbers[stepIndex];
    if (lane === undefined) {
      lane = new NumberSteps(
        lanes.length,
        this.mode,
        this.context.settings.gaugeSteps[stepIndex] as Millis,
        this.context
      );
      lanes.push(lane);
      this.numbers[stepIndex] = lane;
    }
    return lane;
  }

  private get name(): ClockName {
    return this.mode === LIVE ? 'live' : 'history';
  }

  /** Emits what came for steps that are closed. */
  flushLate(): void {
    this.context.emission.clock = this.name;
    this.requests.flushLate();
    for (const lane of this.numbers) lane?.flushLate();
  }

  /** Moves the watermark at the append time `now` and closes what it has passed, in the order of the steps' ends. */
  advance(now: Millis): void {
    const { watermark, context } = this;
    context.emission.clock = this.name;
    watermark.update(context.sources, now, context.settings);
    const lanes: StepLane[] = [this.requests, ...this.numbers.filter((lane) => lane !== undefined), this.reports];
    const targets = lanes.map((lane) => (watermark.drained ? lane.drainTo(watermark.time) : watermark.time));
    targets[0] = Math.max(targets[0] as number, this.requests.forcedTarget());
    for (const lane of lanes) lane.beginMove();
    for (;;) {
      let first: StepLane | undefined;
      let end = Number.POSITIVE_INFINITY;
      lanes.forEach((lane, i) => {
        const due = lane.due(targets[i] as number, context.settings.emptyRun);
        if (due < end) [first, end] = [lane, due];
      });
      if (first === undefined) return;
      first.closeNext();
    }
  }
}
