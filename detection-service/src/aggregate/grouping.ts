import { WeirError } from '../core/errors.ts';
import type { StageState } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import type { Anomaly, ToldAnomaly } from './anomaly.ts';
import type { Problem } from './problem.ts';
import { ProblemTracker } from './problems.ts';
import type { ProblemState } from './problems.ts';

/** Not 2, which was that of both stages in one. */
const VERSION = 3;
const VERSION_WITH_ANOMALIES = 2;

/** Newest revisions of what has changed. */
export interface Grouped {
  readonly anomalies: readonly Anomaly[];
  readonly problems: readonly Problem[];
}

const NOTHING: Grouped = { anomalies: [], problems: [] };

/**
 * From anomalies to problems: at most one open problem per service. It runs once for all partitions, and what it says is
 * a function of what it was told in the order of event time; in which order partitions told what belongs to one time
 * makes no difference. Pure and deterministic.
 */
export class Grouping {
  private readonly problems: ProblemTracker;

  constructor(problems: ProblemTracker = new ProblemTracker()) {
    this.problems = problems;
  }

  /** Takes what is told of one or several steps. */
  group(told: readonly ToldAnomaly[]): Grouped {
    if (told.length === 0) return NOTHING;
    const anomalies: Anomaly[] = [];
    const problems: Problem[] = [];
    for (const together of byTime(told)) {
      const members = together.map(({ anomaly, entity }) => {
        const problemId = this.problems.join(anomaly.tenant, entity, anomaly.start);
        return { anomaly: { ...anomaly, problemId }, entity };
      });
      for (const { anomaly } of members) anomalies.push(anomaly);
      problems.push(...this.problems.update(members));
    }
    return { anomalies, problems };
  }

  snapshot(): StageState {
    return { version: VERSION, header: this.problems.state(), columns: {} };
  }

  /** From its own snapshot, or from one in which anomalies and problems were one stage. */
  static restore(state: StageState): Grouping {
    if (state.version === VERSION_WITH_ANOMALIES) {
      return new Grouping(ProblemTracker.restore((state.header as { readonly problems: ProblemState }).problems));
    }
    if (state.version !== VERSION) {
      throw new WeirError('invalid_argument', 'The snapshot of the problems has another version.', [
        { path: 'version', expected: String(VERSION), found: String(state.version) },
      ]);
    }
    return new Grouping(ProblemTracker.restore(state.header as ProblemState));
  }
}

/** What was told of one time, one array a time; what closes comes last, so that it does not part what goes on. */
function byTime(told: readonly ToldAnomaly[]): ToldAnomaly[][] {
  const sorted = [...told].sort(
    (a, b) =>
      a.at - b.at ||
      Number(a.anomaly.end !== undefined) - Number(b.anomaly.end !== undefined) ||
      compare(a.anomaly.seriesId, b.anomaly.seriesId)
  );
  const times: ToldAnomaly[][] = [];
  let last: Millis | undefined;
  for (const one of sorted) {
    if (one.at !== last) times.push([]);
    times.at(-1)?.push(one);
    last = one.at;
  }
  return times;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
