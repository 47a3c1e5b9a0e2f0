import { entityId, ownerOf } from '../core/series.ts';
import type { Entity } from '../core/series.ts';
import type { Millis } from '../core/time.ts';
import { uuid5 } from '../core/uuid.ts';
import type { Annotator, Anomaly } from './anomaly.ts';
import type { Problem } from './problem.ts';

/** Who groups anomalies into problems. */
const GROUPING: Annotator = { name: 'one-problem-per-entity', version: '1', type: 'algorithm' };

/** What an open problem knows of one of its anomalies. JSON-safe. */
interface Member {
  readonly id: string;
  readonly start: Millis;
  /** The endpoint it is about; empty for the service itself. */
  readonly endpoint: string;
  end: Millis | null;
  concern: number;
  confidence: number;
  description: string;
}

/** JSON-safe, as it stands in snapshots. */
interface OpenProblem {
  readonly id: string;
  readonly tenant: string;
  readonly entityId: string;
  readonly service: string;
  readonly start: Millis;
  revision: number;
  readonly members: Member[];
}

export interface ProblemState {
  readonly open: readonly OpenProblem[];
  /** End of the last problem by entity: a new one starts no earlier, so that its id is new too. */
  readonly ended: readonly (readonly [string, Millis])[];
}

/**
 * At most one open problem per service (or device, node, interface); endpoints belong to their service. It is created
 * with its first anomaly, updated in place, and closed when all its anomalies are: the next anomaly makes a new one.
 */
export class ProblemTracker {
  private readonly open = new Map<string, OpenProblem>();
  private readonly ended = new Map<string, Millis>();

  /** The problem that an anomaly belongs to that opens now. */
  join(tenant: string, entity: Entity, start: Millis): string {
    const owner = ownerOf(entity);
    const key = entityId(owner);
    let problem = this.open.get(key);
    if (problem === undefined) {
      const from = Math.max(start, this.ended.get(key) ?? -Infinity);
      const id = uuid5(tenant, key, from);
      problem = { id, tenant, entityId: key, service: owner.name, start: from, revision: 0, members: [] };
      this.open.set(key, problem);
    }
    return problem.id;
  }

  /** Takes up the newest revisions of anomalies, and returns the problems that have changed, each once. */
  update(changed: readonly { readonly anomaly: Anomaly; readonly entity: Entity }[]): Problem[] {
    const touched = new Set<OpenProblem>();
    for (const { anomaly, entity } of changed) {
      const problem = this.open.get(entityId(ownerOf(entity)));
      if (problem === undefined) continue;
      touched.add(problem);
      takeUp(problem.members, anomaly, entity.kind === 'endpoint' ? anomaly.entityId : '');
    }
    return [...touched].map((problem) => {
      problem.revision++;
      const told = tell(problem);
      if (told.end !== undefined) {
        this.open.delete(problem.entityId);
        this.ended.set(problem.entityId, told.end);
      }
      return told;
    });
  }

  state(): ProblemState {
    return structuredClone({ open: [...this.open.values()], ended: [...this.ended] });
  }

  static restore(state: ProblemState): ProblemTracker {
    const tracker = new ProblemTracker();
    const { open, ended } = structuredClone(state);
    for (const problem of open) tracker.open.set(problem.entityId, problem);
    for (const [key, end] of ended) tracker.ended.set(key, end);
    return tracker;
  }
}

function takeUp(members: Member[], anomaly: Anomaly, endpoint: string): void {
  let member = members.find(({ id }) => id === anomaly.id);
  if (member === undefined) {
    const { id, start } = anomaly;
    member = { id, start, endpoint, end: null, concern: 0, confidence: 0, description: '' };
    const before = members.findIndex((other) => other.start > start);
    members.splice(before === -1 ? members.length : before, 0, member);
  }
  member.end = anomaly.end ?? null;
  member.concern = anomaly.symptom.concernScore;
  member.confidence = anomaly.confidenceScore;
  member.description = anomaly.description;
}

function tell(problem: OpenProblem): Problem {
  const { members } = problem;
  const leading = members.reduce((most, member) => (outranks(member, most) ? member : most));
  const ongoing = members.some(({ end }) => end === null);
  return {
    id: problem.id,
    tenant: problem.tenant,
    entityId: problem.entityId,
    service: problem.service,
    start: problem.start,
    end: ongoing ? undefined : Math.max(...members.map(({ end }) => end as number)),
    stage: 'problem-potential',
    confidenceScore: Math.max(...members.map(({ confidence }) => confidence)),
    concernScore: leading.concern,
    description: speaker(members, leading).description + others(members),
    anomalyIds: members.map(({ id }) => id),
    annotator: GROUPING,
    revision: problem.revision,
  };
}

/** The leading symptom: the most concerning, then the surest; the earlier of equals stays. */
function outranks(member: Member, other: Member): boolean {
  if (member.concern !== other.concern) return member.concern > other.concern;
  return member.confidence > other.confidence;
}

/** A service speaks for itself where that is nearly as grave as the endpoint that leads. */
const SPEAKS_FROM = 0.5;

/** Whose sentence tells the problem: the gravest of the service's own symptoms, else the leading one. */
function speaker(members: readonly Member[], leading: Member): Member {
  const own = members.filter(({ endpoint, concern }) => endpoint === '' && concern >= SPEAKS_FROM * leading.concern);
  const [first] = own;
  return first === undefined ? leading : own.reduce((most, member) => (outranks(member, most) ? member : most), first);
}

function others(members: readonly Member[]): string {
  const endpoints = new Set(members.map(({ endpoint }) => endpoint).filter((endpoint) => endpoint !== '')).size;
  const parts: string[] = [];
  if (members.length > 1) parts.push(`${members.length} anomalies in all`);
  if (endpoints > 0) parts.push(`${endpoints} ${endpoints === 1 ? 'endpoint' : 'endpoints'} affected`);
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`;
}
