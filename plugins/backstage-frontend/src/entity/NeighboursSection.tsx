import { useMemo } from 'react';
import {
  RELATION_CONSUMES_API,
  RELATION_DEPENDENCY_OF,
  RELATION_DEPENDS_ON,
  type Entity,
} from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { EntityRefLink, useEntity } from '@backstage/plugin-catalog-react';
import { Text } from '@backstage/ui';
import type { EntitySummary } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { ConcernMark } from '../charts/ConcernMark';
import { scoreAndBand } from '../format/ratingWords';
import { RemoteView } from '../states/RemoteView';
import { useRemote } from '../states/useRemote';
import { withoutSubject } from './healthWords';
import { Section } from './Section';
import { summaryBatchOf } from './SummaryBatch';
import styles from './tab.module.css';

const MOST = 50;

/** Dependencies and consumers by the catalog, with their health; nothing when the catalog knows none. */
export function NeighboursSection(props: { entityRef: string }) {
  const api = useApi(weirApiRef);
  const { entity } = useEntity();
  const groups = useMemo(() => neighboursOf(entity), [entity]);
  const refs = [...groups.dependencies, ...groups.consumers];
  const batch = summaryBatchOf(api);
  const remote = useRemote(
    refs.length === 0 ? undefined : `neighbours ${props.entityRef} ${refs.join(' ')}`,
    async () => {
      const all = await Promise.all(refs.map((ref) => batch.load(ref, Date.now())));
      return new Map(refs.map((ref, index) => [ref, all[index]]));
    }
  );
  if (refs.length === 0) return null;
  return (
    <Section id="neighbours" title="Neighbours">
      <RemoteView remote={remote}>
        {(summaries) => (
          <div className={styles.neighbours}>
            <Neighbours title="Depends on" refs={groups.dependencies} summaries={summaries} />
            <Neighbours title="Used by" refs={groups.consumers} summaries={summaries} />
          </div>
        )}
      </RemoteView>
    </Section>
  );
}

function Neighbours(props: {
  title: string;
  refs: readonly string[];
  summaries: ReadonlyMap<string, EntitySummary | undefined>;
}) {
  const { title, refs, summaries } = props;
  if (refs.length === 0) return null;
  return (
    <div>
      <Text as="h4" variant="body-small" color="secondary">
        {title}
      </Text>
      <ul className={styles.plain}>
        {refs.map((ref) => (
          <li key={ref}>
            <EntityRefLink entityRef={ref} hideIcon /> <Health summary={summaries.get(ref)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Health(props: { summary: EntitySummary | undefined }) {
  const { summary } = props;
  if (!summary || summary.state === 'not-watched') return <Text color="secondary">not watched</Text>;
  const rated = summary.rating ? ` · ${scoreAndBand(summary.rating)}` : '';
  if (!summary.worstProblem) return <Text color="secondary">{`nothing unusual${rated}`}</Text>;
  return (
    <>
      <ConcernMark concern={summary.worstProblem.concernScore} confidence={summary.worstProblem.confidenceScore} />
      <Text color="secondary">{` ${withoutSubject(summary.worstProblem)}${rated}`}</Text>
    </>
  );
}

function neighboursOf(entity: Entity): { dependencies: string[]; consumers: string[] } {
  const targets = (types: string[]) =>
    (entity.relations ?? [])
      .filter((one) => types.includes(one.type) && one.targetRef.startsWith('component:'))
      .map((one) => one.targetRef)
      .slice(0, MOST);
  return {
    dependencies: targets([RELATION_DEPENDS_ON, RELATION_CONSUMES_API]),
    consumers: targets([RELATION_DEPENDENCY_OF]),
  };
}
