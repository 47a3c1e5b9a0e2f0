import type { Anomaly } from '../aggregate/anomaly.ts';
import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';
import { OPEN_SCORE, SCORED } from '../core/verdict.ts';
import { subjectKey, type Subject } from '../feedback/word.ts';
import type { HumanWord, Known } from '../postmortem/facts.ts';
import { listAll } from '../records/list-where.ts';
import type { Actor } from '../records/record.ts';
import { orThrow, readNear } from '../storage/read-near.ts';
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

/**
 * A problem as a post-mortem sees it; undefined when it is not (or no longer) there. `alert` is when it opened, as was
 * known before: it stands while the results that say so cannot be had. Without it that is an error.
 * @throws {WeirError} `unavailable`
 */
export async function knownProblem(
  stores: Stores,
  tenant: string,
  id: string,
  alert?: Millis
): Promise<KnownProblem | undefined> {
  const problem = stores.anomalies.problem(tenant, id);
  if (problem === undefined) return undefined;
  const anomalies = problem.anomalyIds
    .slice(0, MOST_ANOMALIES)
    .flatMap((one) => stores.anomalies.anomaly(tenant, one) ?? []);
  const opened = await openings(stores, tenant, anomalies.slice(0, MOST_OPENINGS), alert);
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

/** By anomaly, the end of the first step that was anomalous enough to open it, as the stored verdicts say. */
async function openings(
  { catalogue, results }: Stores,
  tenant: string,
  anomalies: readonly Anomaly[],
  alert: Millis | undefined
): Promise<Map<string, Millis>> {
  const wanted = anomalies.flatMap(({ id, seriesId, start, end, peak }) => {
    const series = catalogue.seriesById(tenant, seriesId);
    return series === undefined
      ? []
      : { id, series, from: start, to: Math.max(end ?? 0, peak.time + series.identity.step) };
  });
  const opened = new Map<string, Millis>();
  for await (const { wanted: one, rows } of readNear(results, wanted)) {
    if (rows instanceof WeirError && alert !== undefined) return new Map([[one.id, alert]]);
    const { time, status, score } = orThrow(rows);
    const at = score.findIndex((each, i) => status[i] === SCORED && each >= OPEN_SCORE);
    if (at >= 0) opened.set(one.id, (time[at] as number) + one.series.identity.step);
  }
  return opened;
}
