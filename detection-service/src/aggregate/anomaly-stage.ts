import { WeirError } from '../core/errors.ts';
import type { StageState } from '../core/state.ts';
import type { StepBlock } from '../core/step-block.ts';
import type { Millis } from '../core/time.ts';
import { uuid5 } from '../core/uuid.ts';
import type { VerdictBlock } from '../core/verdict.ts';
import type { StoredSeries } from '../storage/ports.ts';
import { AnomalyTracker, endOf } from './anomalies.ts';
import type { AnomalyChange } from './anomalies.ts';
import { PATTERNS } from './anomaly.ts';
import type { Annotator, Pattern, ToldAnomaly, UngroupedAnomaly } from './anomaly.ts';
import { describeAnomaly } from './describe.ts';
import type { OpenAnomaly } from './open-anomaly.ts';
import { confidenceOf, patternOf } from './pattern.ts';
import { concernOf, symptomOf } from './symptom.ts';

/** Counts up when the shape of the snapshot changes. */
const VERSION = 3;
const VERSION_WITH_PROBLEMS = 2;
/** An open anomaly is told anew when its peak's score or its concern has grown by so much since it was told. */
const TELL_SCORE = 0.05;
const TELL_CONCERN = 5;

export interface AnomalyParams {
  /** The detector whose verdicts these are: name and version. */
  readonly annotator: Annotator;
  /** How long a series has to be ordinary before its anomaly closes; 30 minutes when not stated. */
  readonly closeAfter?: Millis | undefined;
}

/** What this stage can say of a revision: it does not know clocks. */
type Told = Omit<ToldAnomaly, 'clock'>;

/** From verdicts to anomalies, each series for itself. Pure and deterministic. */
export class AnomalyStage {
  private readonly params: AnomalyParams;
  private readonly tracker: AnomalyTracker;
  /** End of the newest step so far. */
  private newest: Millis;

  constructor(params: AnomalyParams, tracker: AnomalyTracker = new AnomalyTracker(params.closeAfter), newest = 0) {
    this.params = params;
    this.tracker = tracker;
    this.newest = newest;
  }

  /** Takes the verdicts on one block; what has changed, each anomaly at most once. `lookup` is asked only for series in an anomaly. */
  step(block: StepBlock, verdicts: VerdictBlock, lookup: (ordinal: number) => StoredSeries): Told[] {
    const told: Told[] = [];
    // What is revised late must not be taken for older than what was told of the same anomaly before.
    const at = block.revision === 0 ? block.time + block.step : Math.max(this.newest, block.time + block.step);
    this.newest = Math.max(this.newest, at);
    for (const change of this.tracker.step(block, verdicts)) {
      const series = lookup(change.anomaly.ordinal);
      const anomaly = this.take(change, series);
      if (anomaly !== undefined) told.push({ anomaly, entity: series.identity.entity, at });
    }
    return told;
  }

  snapshot(): StageState {
    return { version: VERSION, header: { newest: this.newest }, columns: this.tracker.columns() };
  }

  /** Version 2 held the problems too; `Grouping` takes those. */
  static restore(state: StageState, params: AnomalyParams): AnomalyStage {
    if (state.version !== VERSION && state.version !== VERSION_WITH_PROBLEMS) {
      throw new WeirError('invalid_argument', 'The snapshot of the anomalies has another version.', [
        { path: 'version', expected: String(VERSION), found: String(state.version) },
      ]);
    }
    const { newest = 0 } = state.header as { readonly newest?: Millis };
    return new AnomalyStage(params, AnomalyTracker.restore(state.columns, params.closeAfter), newest);
  }

  /** The anomaly as it is told, or nothing when nobody would see a difference. */
  private take(change: AnomalyChange, series: StoredSeries): UngroupedAnomaly | undefined {
    const { anomaly: open, what } = change;
    const { identity } = series;
    const tenant = identity.entity.tenant;
    const direction = open.direction > 0 ? 'up' : 'down';
    const concern = concernOf(identity.indicator, direction, open.peakValue, open.peakExpected);
    open.concern = Math.max(open.concern, open.peakAgrees === 1 ? concern : 0);
    const pattern = patternOf(identity.kind, direction, open.openedInside === 1, endOf(open) - open.start, open.step);
    if (what === 'continued' && !isVisible(open, pattern)) return undefined;
    open.revision++;
    open.toldScore = open.peakScore;
    open.toldConcern = open.concern;
    open.toldPattern = PATTERNS.indexOf(pattern);

    const id = uuid5(tenant, series.id, open.start);
    const band = { expected: open.peakExpected, lower: open.peakLower, upper: open.peakUpper };
    return {
      id,
      tenant,
      seriesId: series.id,
      entityId: series.entityId,
      service: identity.entity.name,
      indicator: identity.indicator,
      start: open.start,
      end: what === 'closed' ? endOf(open) : undefined,
      stage: 'problem-potential',
      pattern,
      direction,
      confidenceScore: confidenceOf(open.peakScore, open.steps),
      description: describeAnomaly(identity, direction, open.peakValue, band),
      peak: { time: open.peakTime, value: open.peakValue, expected: open.peakExpected, score: open.peakScore },
      annotator: this.params.annotator,
      symptom: symptomOf(tenant, id, identity.indicator, direction, open.concern),
      revision: open.revision,
    };
  }
}

function isVisible(open: OpenAnomaly, pattern: Pattern): boolean {
  return (
    PATTERNS.indexOf(pattern) !== open.toldPattern ||
    open.peakScore >= open.toldScore + TELL_SCORE ||
    open.concern >= open.toldConcern + TELL_CONCERN
  );
}
