import { Anomaly, Problem } from '../weir/answers';

/** How entities of one kind are watched. */
export interface Profile {
  id: string;
  name: string;
  entities: number;
  /** Undefined while nothing has been found out of the ordinary. */
  detector?: string;
}

const NAMES: Array<[kind: string, name: string]> = [
  ['service', 'web api'],
  ['device', 'devices'],
  ['node', 'nodes'],
];

/** Profiles by kind of entity, also those without one. */
export function profilesOf(counts: Record<string, number>, anomalies: Anomaly[]): Profile[] {
  const [newest] = anomalies.filter(({ annotator }) => annotator.type === 'algorithm');
  const detector = newest && `${newest.annotator.name} v${newest.annotator.version}`;
  return NAMES.map(([id, name]) => ({
    id,
    name,
    entities: counts[id] ?? 0,
    detector: (counts[id] ?? 0) > 0 ? detector : undefined,
  }));
}

/** What people said of the problems of a span: how many, how many judged, how many of them called false alarms. */
export function promise(problems: Problem[]) {
  const words = problems.map(({ feedback }) => new Set(feedback.words.map(({ word }) => word)));
  return {
    problems: problems.length,
    judged: words.filter((said) => said.has('false-alarm') || said.has('confirmed') || said.has('expected')).length,
    falseAlarms: words.filter((said) => said.has('false-alarm')).length,
  };
}
