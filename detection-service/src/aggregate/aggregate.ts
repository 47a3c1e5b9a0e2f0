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
import type { Annotator, Anomaly, Pattern } from './anomaly.ts';
import { describeAnomaly } from './describe.ts';
import type { OpenAnomaly } from './open-anomaly.ts';
import { confidenceOf, patternOf } from './pattern.ts';
import type { Problem } from './problem.ts';
import { ProblemTracker } from './problems.ts';
import type { ProblemState } from './problems.ts';
import { concernOf, symptomOf } from './symptom.ts';

/** Counts up when the shape of the snapshot changes. */
const VERSION = 2;
/** An open anomaly is told anew when its peak's score or its concern has grown by so much since it was told. */
const TELL_SCORE = 0.05;
const TELL_CONCERN = 5;

export interface AggregateParams {
  /** The detector whose verdicts these are: name and version. */
  readonly annotator: Annotator;
  /** How long a series has to be ordinary before its anomaly closes; 30 minutes when not stated. */
  readonly closeAfter?: Millis | undefined;
}

/** What has changed in one step: newest revisions, each anomaly and problem at most once. */
export interface AggregateChanges {
  readonly anomalies: Anomaly[];
  readonly problems: Problem[];
}

const NOTHING: AggregateChanges = { anomalies: [], problems: [] };

interface Header {
  /** Ordinal and problem of each open anomaly. */
  readonly problemOf: readonly (readonly [number, string])[];
  readonly problems: ProblemState;
}

/** From verdicts to anomalies, and from anomalies to at most one open problem per service. Pure and deterministic. */
export class Aggregate {
  private readonly params: AggregateParams;
  private readonly tracker: AnomalyTracker;
  private readonly problems: ProblemTracker;
  private readonly problemOf: Map<number, string>;

  constructor(
    params: AggregateParams,
    tracker: AnomalyTracker = new AnomalyTracker(params.closeAfter),
    problems: ProblemTracker = new ProblemTracker(),
    problemOf: Map<number, string> = new Map()
  ) {
    this.params = params;
    this.tracker = tracker;
    this.problems = problems;
    this.problemOf = problemOf;
  }

  /** Takes the verdicts on one block. `lookup` is asked only for series in an anomaly. */
  step(block: StepBlock, verdicts: VerdictBlock, lookup: (ordinal: number) => StoredSeries): AggregateChanges {
    const changes = this.tracker.step(block, verdicts);
    if (changes.length === 0) return NOTHING;
    const told: { anomaly: Anomaly; entity: StoredSeries['identity']['entity'] }[] = [];
    for (const change of changes) {
      const series = lookup(change.anomaly.ordinal);
      const anomaly = this.take(change, series);
      if (anomaly !== undefined) told.push({ anomaly, entity: series.identity.entity });
    }
    if (told.length === 0) return NOTHING;
    return { anomalies: told.map(({ anomaly }) => anomaly), problems: this.problems.update(told) };
  }

  snapshot(): StageState {
    const header: Header = { problemOf: [...this.problemOf], problems: this.problems.state() };
    return { version: VERSION, header, columns: this.tracker.columns() };
  }

  static restore(state: StageState, params: AggregateParams): Aggregate {
    if (state.version !== VERSION) {
      throw new WeirError('invalid_argument', 'The snapshot of the aggregation has another version.', [
        { path: 'version', expected: String(VERSION), found: String(state.version) },
      ]);
    }
    const header = state.header as Header;
    return new Aggregate(
      params,
      AnomalyTracker.restore(state.columns, params.closeAfter),
      ProblemTracker.restore(header.problems),
      new Map(header.problemOf)
    );
  }
  /** The anomaly as it is told, or nothing when nobody would see a difference. */
  private take(change: AnomalyChange, series: StoredSeries): Anomaly | undefined {
    const { anomaly: open, what } = change;
    const { identity } = series;
    const tenant = identity.entity.tenant;
    const direction = open.direction > 0 ? 'up' : 'down';
    if (what === 'opened') this.problemOf.set(open.ordinal, this.problems.join(tenant, identity.entity, open.start));
    const problemId = this.problemOf.get(open.ordinal) as string;
    if (what === 'closed') this.problemOf.delete(open.ordinal);

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
      problemId,
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
