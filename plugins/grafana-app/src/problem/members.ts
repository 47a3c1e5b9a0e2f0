import { Anomaly, Entity } from '../weir/answers';

/** One member of a problem: an anomaly with what it is about. */
export interface Member extends Anomaly {
  method: string | null;
  route: string | null;
  environment?: string;
}

/** Members by first sign, those of the service as a whole before its endpoints. */
export function membersOf(anomalies: Anomaly[], entities: Entity[]): Member[] {
  const known = new Map(entities.map((entity) => [entity.id, entity]));
  return anomalies
    .map((one) => {
      const entity = known.get(one.entityId);
      return { ...one, method: entity?.method ?? null, route: entity?.route ?? null, environment: entity?.environment };
    })
    .sort(
      (a, b) =>
        a.start - b.start ||
        Number(Boolean(a.route)) - Number(Boolean(b.route)) ||
        b.symptom.concernScore - a.symptom.concernScore
    );
}

/** The member that the why-card explains: the highest concern of the service as a whole, else of all. */
export function mainOf(members: Member[]): Member | undefined {
  const wholes = members.filter(({ route }) => !route);
  return [...(wholes.length > 0 ? wholes : members)].sort(
    (a, b) => b.symptom.concernScore - a.symptom.concernScore || a.start - b.start
  )[0];
}

/** Why the first member is the likely origin, and which other is possible. */
export function originReason(members: Member[]): { reasons: string[]; runnerUp?: Member } {
  const [first, second] = members;
  if (!first || !second) {
    return { reasons: [] };
  }
  const lead = second.start - first.start;
  const largest = Math.max(...members.map(({ symptom }) => symptom.concernScore));
  return {
    reasons: [
      lead > 0 ? `earliest (${Math.round(lead / 1000)} s before the next)` : 'among the earliest',
      ...(first.symptom.concernScore >= largest ? ['largest change'] : []),
    ],
    runnerUp: lead > 0 ? undefined : second,
  };
}
