import { useMemo, useState } from 'react';
import { RELATION_HAS_PART, RELATION_OWNER_OF, stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { EntityInfoCard, EntityRefLink, useEntity, useRelatedEntities } from '@backstage/plugin-catalog-react';
import { Button, Text } from '@backstage/ui';
import type { EntitySummary } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { ConcernMark } from '../charts/ConcernMark';
import { count, countOf } from '../format/number';
import { scoreAndBand } from '../format/ratingWords';
import { span } from '../format/time';
import { Message } from '../states/Message';
import { RemoteView } from '../states/RemoteView';
import { useNow } from '../states/useNow';
import { useRemote } from '../states/useRemote';
import { withoutSubject } from './healthWords';
import { isServiceLike } from './kinds';
import { summaryBatchOf } from './SummaryBatch';
import styles from './entity.module.css';

const SHOWN = 5;

/** The services of a system, a domain or a group: what needs a look first. */
export function ServicesCard() {
  const api = useApi(weirApiRef);
  const { entity } = useEntity();
  const related = useRelatedEntities(entity, {
    type: entity.kind.toLocaleLowerCase('en-US') === 'group' ? RELATION_OWNER_OF : RELATION_HAS_PART,
  });
  const refs = useMemo(() => refsOf(related.entities), [related.entities]);
  const batch = summaryBatchOf(api);
  const remote = useRemote(refs === undefined ? undefined : `services ${refs.join(' ')}`, async () => {
    const all = await Promise.all((refs ?? []).map((ref) => batch.load(ref, Date.now())));
    return all.filter((one) => one !== undefined && one.state !== 'not-watched') as EntitySummary[];
  });
  return (
    <EntityInfoCard title="Health of its services">
      {related.error ? (
        <Message title="The catalog did not answer.">{related.error.message}</Message>
      ) : (
        <RemoteView remote={remote}>{(summaries) => <Services summaries={summaries} />}</RemoteView>
      )}
    </EntityInfoCard>
  );
}

function refsOf(entities: Entity[] | undefined): string[] | undefined {
  return entities?.filter(isServiceLike).map((one) => stringifyEntityRef(one));
}

function Services(props: { summaries: EntitySummary[] }) {
  const now = useNow();
  const [all, setAll] = useState(false);
  const ordered = useMemo(() => [...props.summaries].sort(worstFirst), [props.summaries]);
  const needing = ordered.filter((one) => one.worstProblem !== null).length;
  if (ordered.length === 0) return <Message title="None of its services is watched yet." />;
  const shown = all ? ordered : ordered.slice(0, Math.max(SHOWN, Math.min(needing, 15)));
  return (
    <>
      <Text as="p" weight="bold">
        {needing === 0
          ? `Nothing unusual in ${countOf(ordered.length, 'service')}.`
          : `${count(needing)} of ${count(ordered.length)} need a look.`}
      </Text>
      <ul className={styles.services}>
        {shown.map((one) => (
          <li key={one.entityRef}>
            <span className={styles.serviceName}>
              <EntityRefLink entityRef={one.entityRef} hideIcon />
            </span>
            <span className={styles.serviceWhat}>{whatOf(one, now)}</span>
            <span className={styles.serviceMark}>
              {one.worstProblem && (
                <ConcernMark concern={one.worstProblem.concernScore} confidence={one.worstProblem.confidenceScore} />
              )}
            </span>
            <span className={styles.serviceRating}>{one.rating ? scoreAndBand(one.rating) : '–'}</span>
          </li>
        ))}
      </ul>
      {shown.length < ordered.length && (
        <Button size="small" variant="tertiary" onPress={() => setAll(true)}>
          {`Show ${countOf(ordered.length - shown.length, 'quiet service')}`}
        </Button>
      )}
    </>
  );
}

function whatOf(one: EntitySummary, now: number): string {
  if (one.worstProblem) {
    return `${withoutSubject(one.worstProblem)} ${span(one.worstProblem.start, one.worstProblem.end, now)}`;
  }
  if (one.state === 'watched') return 'Nothing unusual.';
  return one.state === 'learning' ? 'Learning.' : 'Nothing is sent.';
}

function worstFirst(one: EntitySummary, other: EntitySummary): number {
  const concern = (of: EntitySummary) => of.worstProblem?.concernScore ?? -1;
  return concern(other) - concern(one) || one.entityRef.localeCompare(other.entityRef);
}
