import type { Anomaly } from '../aggregate/anomaly.ts';
import type { Grouped } from '../aggregate/grouping.ts';
import type { Problem } from '../aggregate/problem.ts';

/** Counts up when a reader of the version before could not understand a record. Fields may be added without. */
export const STATE_VERSION = 1;

/** A record of the topic of states: a problem as it is now, with those of its anomalies that changed with it. */
export interface StateRecord {
  readonly key: string;
  /** JSON in UTF-8: `{version, problem, anomalies}`. */
  readonly value: Buffer;
}

/** What is told of each problem that changed. Anomalies never change without their problem. */
export function stateRecords({ anomalies, problems }: Grouped): StateRecord[] {
  return problems.map((problem, i) => ({
    key: problem.id,
    value: Buffer.from(JSON.stringify({ version: STATE_VERSION, problem, anomalies: own(problems, i, anomalies) })),
  }));
}

/** A problem may change several times in one go: each anomaly is told with its last change. */
function own(problems: readonly Problem[], index: number, anomalies: readonly Anomaly[]): Anomaly[] {
  const { id } = problems[index] as Problem;
  const isLast = problems.findLastIndex((problem) => problem.id === id) === index;
  return isLast ? anomalies.filter(({ problemId }) => problemId === id) : [];
}
