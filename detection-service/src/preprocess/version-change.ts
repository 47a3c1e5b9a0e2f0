import type { Millis } from '../core/time.ts';
import { stepStart } from '../core/time.ts';
import type { Entry } from './entry.ts';
import { bareNumberSeries } from './new-stream.ts';
import { growthStep } from './number-rows.ts';
import type { NumberSteps } from './number-steps.ts';
import type { Stage } from './stage.ts';
import { GROWTH_CUMULATIVE, GROWTH_DELTA, INTS, LANE, TARGET, USE } from './stream-table.ts';
import type { Clock } from './clock.ts';

/**
 * Gives the series of a stream another step length: a new version with a new ordinal, in the lane of that length, from
 * the step of the point at hand on. All streams of the series go with it, in either clock; the old version ends with
 * what is open.
 */
export function changeStep(
  stage: Stage,
  entry: Entry,
  point: number,
  stream: number,
  lane: NumberSteps,
  stepIndex: number
): void {
  const { series, streams } = stage;
  const at = stream * INTS;
  const row = lane.seriesOf(lane.rowOf(streams.ints[at + TARGET] as number));
  if (!series.canChange(row)) return;
  const use = streams.ints[at + USE] as number;
  const growth = use === GROWTH_DELTA || use === GROWTH_CUMULATIVE;
  const time = entry.points.time[point] as Millis;
  const length = stage.settings.gaugeSteps[stepIndex] as Millis;
  const start = growth ? growthStep(time, length) : stepStart(time, length);
  const { bare, kind } = bareNumberSeries(entry, point);
  const version = series.versionOf(row) + 1;
  const ordinal = series.create(bare, length, version, start);
  const oldIndex = series.stepIndexOf(row);
  series.setVersion(row, ordinal, stepIndex, version);
  for (const clock of entry.tenant.clocks)
    if (clock !== undefined) moveRow(stage, clock, row, oldIndex, stepIndex, { ordinal, kind, growth, start });
}

function moveRow(
  stage: Stage,
  clock: Clock,
  row: number,
  from: number,
  to: number,
  made: { readonly ordinal: number; readonly kind: number; readonly growth: boolean; readonly start: Millis }
): void {
  const place = stage.series.placeOf(row, clock.mode);
  if (place < 0) return;
  const old = clock.numbersAt(from, stage.lanes);
  const next = clock.numbersAt(to, stage.lanes);
  const newPlace = next.addRow(row, made.ordinal, made.kind, made.growth, made.start);
  stage.series.setPlace(row, clock.mode, newPlace);
  for (const { stream, source } of old.retire(place)) {
    stage.streams.ints[stream * INTS + TARGET] = next.addCell(newPlace, stream, source);
    stage.streams.ints[stream * INTS + LANE] = next.index;
  }
}
