import type { Anomaly } from '../aggregate/anomaly.ts';
import type { Millis } from '../core/time.ts';
import { OPEN_SCORE, SCORED } from '../core/verdict.ts';
import { subjectKey, type Subject } from '../feedback/word.ts';
import type { HumanWord, Known } from '../postmortem/facts.ts';
import { listAll } from '../records/list-where.ts';
import type { Actor } from '../records/record.ts';
import type { HttpDependencies } from './dependencies.ts';
import { FEEDBACK, saidBy } from './feedback-of.ts';

/** Anomalies of a problem that are told of one by one; the first by time. */
const MOST_ANOMALIES = 200;
/** Anomalies whose opening is looked up in the results: the alert comes from the first ones. */
const MOST_OPENINGS = 20;

type Stores = Pick<HttpDependencies, 'anomalies' | 'catalogue' | 'results' | 'records'>;

/** What is known of a problem, and everybody who spoke about it, also who took it back. */
export interface KnownProblem extends Known {
  readonly people: readonly Actor[];
}

/** A problem as a post-mortem sees it; undefined when it is not (or no longer) there. */
export function knownProblem(stores: Stores, tenant: string, id: string): KnownProblem | undefined {
  const problem = stores.anomalies.problem(tenant, id);
  if (problem === undefined) return undefined;
  const anomalies = problem.anomalyIds
    .slice(0, MOST_ANOMALIES)
    .flatMap((one) => stores.anomalies.anomaly(tenant, one) ?? []);
  const opened = new Map<string, Millis>();
  for (const anomaly of anomalies.slice(0, MOST_OPENINGS)) {
    const time = openedAt(stores, tenant, anomaly);
    if (time !== undefined) opened.set(anomaly.id, time);
  }
  const said = [{ kind: 'problem', id } as const, ...anomalies.map((one) => ({ kind: 'anomaly', id: one.id }) as const)]
    .flatMap((subject: Subject) => listAll(stores.records, tenant, FEEDBACK, { subject: subjectKey(subject) }))
    .sort((a, b) => a.time - b.time);
  const words = said
    .filter((revision) => !saidBy(revision).said.withdrawn)
    .map((revision): HumanWord => ({
      id: `${revision.id}:${revision.revision}`,
      time: revision.time,
      name: revision.actor.name,
      word: saidBy(revision).said.word.replaceAll('-', ' '),
    }));
  return { problem, anomalies, opened, words, people: said.map(({ actor }) => actor) };
}

/** The end of the first step that was anomalous enough to open it, as the stored verdicts say. */
function openedAt(
  { catalogue, results }: Stores,
  tenant: string,
  { seriesId, start, end, peak }: Anomaly
): Millis | undefined {
  const series = catalogue.seriesById(tenant, seriesId);
  if (series === undefined) return undefined;
  const { step } = series.identity;
  const rows = results.read(series, start, Math.max(end ?? 0, peak.time + step));
  const at = rows.score.findIndex((score, i) => rows.status[i] === SCORED && score >= OPEN_SCORE);
  return at < 0 ? undefined : (rows.time[at] as number) + step;
}
