import type { StageState, StateArray } from '../core/state.ts';
import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';
import { BlobReader, BlobWriter } from './blobs.ts';
import type { Clock } from './clock.ts';
import { Emission } from './emission.ts';
import { restoredHistogram, savedHistogram } from './histogram-state.ts';
import type { SavedHistogram } from './histogram-state.ts';
import { NumberSteps } from './number-steps.ts';
import type { SettledSteps } from './request-steps.ts';
import { SeenPartials } from './seen-partials.ts';
import { SeriesTable } from './series-table.ts';
import { Sources } from './sources.ts';
import type { PreprocessSettings } from './settings.ts';
import { Stage } from './stage.ts';
import { StreamTable } from './stream-table.ts';
import { restoreTenant, savedTenant } from './tenant-state.ts';
import type { SavedTenant } from './tenant-state.ts';

/** Counts up when the shape of the state changes. */
const VERSION = 2;

type Columns = Record<string, StateArray>;

interface Header {
  readonly now: Millis;
  readonly requestStep: Millis;
  readonly gaugeSteps: readonly Millis[];
  readonly tenants: readonly SavedTenant[];
  readonly lanes: readonly { readonly tenant: number; readonly lane: unknown }[];
  readonly sources: unknown;
  readonly seen: unknown;
  readonly histograms: readonly (SavedHistogram | null)[];
  readonly freeHistograms: readonly number[];
}

/** The whole state of pre-processing as plain data. */
export function stageState(stage: Stage): StageState {
  const columns: Columns = {};
  const put = (name: string, part: Columns): void => {
    for (const [key, column] of Object.entries(part)) columns[`${name}.${key}`] = column;
  };
  const blobs = new BlobWriter();
  const tenants = stage.tenants.map((tenant) => savedTenant(tenant, blobs));
  const lanes = stage.lanes.map((lane, i) => {
    put(`lane${i}`, lane.columns());
    const owner = stage.tenants.findIndex((tenant) => tenant.clocks.some((clock) => clock?.numbers.includes(lane)));
    return { tenant: owner, lane: lane.header() };
  });
  const histograms = stage.histograms.list.map((stream) =>
    stream === undefined ? null : savedHistogram(stream, blobs)
  );
  put('streams', stage.streams.columns());
  put('series', stage.series.columns());
  put('seen', stage.seen.columns());
  put('blobs', blobs.columns());
  const header: Header = {
    now: stage.now,
    requestStep: stage.settings.requestStep,
    gaugeSteps: [...stage.settings.gaugeSteps],
    tenants,
    lanes,
    sources: stage.sources.snapshot(),
    seen: stage.seen.header(),
    histograms,
    freeHistograms: [...stage.histograms.freed],
  };
  return { version: VERSION, header, columns };
}

/** A stage that continues bit for bit. Throws `WeirError` on another version or on other step lengths. */
export function restoreStage(state: StageState, settings: PreprocessSettings, settled: SettledSteps): Stage {
  const header = state.header as Header;
  refuseOther(state.version, header, settings);
  const part = (name: string): Columns => {
    const prefix = `${name}.`;
    const own = Object.entries(state.columns).filter(([key]) => key.startsWith(prefix));
    return Object.fromEntries(own.map(([key, column]) => [key.slice(prefix.length), column]));
  };
  const stage = new Stage(settings, settled);
  stage.now = header.now;
  stage.sources = Sources.restore(header.sources, settings);
  stage.streams = StreamTable.restore(part('streams'));
  stage.series = SeriesTable.restore(part('series'));
  stage.seen = SeenPartials.restore(settings.duplicateHorizon, header.seen, part('seen'));
  stage.emission = new Emission(stage.series);
  const blobs = new BlobReader(part('blobs'));
  for (const saved of header.tenants) restoreTenant(stage, saved, blobs);
  header.lanes.forEach(({ tenant, lane: saved }, i) => {
    const lane = NumberSteps.restore(saved, part(`lane${i}`), stage);
    stage.lanes.push(lane);
    const clock = stage.tenants[tenant]?.clocks[lane.mode] as Clock;
    clock.numbers[settings.gaugeSteps.indexOf(lane.step)] = lane;
  });
  const list = header.histograms.map((saved) => (saved === null ? undefined : restoredHistogram(stage, saved, blobs)));
  stage.histograms.restore(list, header.freeHistograms);
  return stage;
}

function refuseOther(version: number, header: Header, settings: PreprocessSettings): void {
  const wanted = `version ${VERSION}, request step ${settings.requestStep}, gauge steps ${settings.gaugeSteps.join(', ')}`;
  const found =
    version === VERSION
      ? `version ${version}, request step ${header.requestStep}, gauge steps ${header.gaugeSteps.join(', ')}`
      : `version ${version}`;
  if (found === wanted) return;
  throw new WeirError(
    'invalid_argument',
    'The snapshot was made with other step lengths or by another release; rebuild from the log, or set them back.',
    [{ path: 'snapshot.preprocess', expected: wanted, found }]
  );
}
