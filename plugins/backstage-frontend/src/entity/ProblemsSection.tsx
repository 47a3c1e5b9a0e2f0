import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button } from '@backstage/ui';
import {
  weirFeedbackCreatePermission,
  type FeedbackSaved,
  type Problem,
  type ServiceIdentity,
} from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import type { Range } from '../configSchemas';
import { countOf } from '../format/number';
import { FeedbackDialog } from '../feedback/FeedbackDialog';
import { Message } from '../states/Message';
import { RemoteView } from '../states/RemoteView';
import { useMay } from '../states/useMay';
import { useNow } from '../states/useNow';
import { useRemote } from '../states/useRemote';
import { useUrlState } from '../states/useUrlState';
import { ProblemRow } from './ProblemRow';
import { windowOf } from './range';
import { Section } from './Section';
import styles from './tab.module.css';

const WORDS: Readonly<Record<Range, string>> = { '24h': '24 h', '7d': '7 days', '30d': '30 days' };

/** The problems of a service in a range; a row opens to why, and to feedback. */
export function ProblemsSection(props: { service: ServiceIdentity; range: Range }) {
  const { service, range } = props;
  const api = useApi(weirApiRef);
  const { may } = useMay(weirFeedbackCreatePermission);
  const [read, change] = useUrlState();
  const [reporting, setReporting] = useState(false);
  const [reported, setReported] = useState<FeedbackSaved | undefined>();
  const now = useNow(60_000);
  const { from } = windowOf(range, now);
  const remote = useRemote(`problems ${service.entityId} ${range}`, (signal) =>
    problemsSince(from, service.entityId, (query) => api.listProblems(query, { signal }))
  );
  const open = read('problem');
  return (
    <Section
      id="problems"
      title="Problems"
      action={
        <Button size="small" variant="tertiary" isDisabled={!may} onPress={() => setReporting(true)}>
          Report a missed one
        </Button>
      }
    >
      <div role="status">{reported && <Message title={`Saved. ${reported.message}`} />}</div>
      <RemoteView remote={remote}>
        {(problems) =>
          problems.length === 0 ? (
            <Message title={`No problems in the last ${WORDS[range]}.`} />
          ) : (
            <ul className={styles.problems} aria-label={countOf(problems.length, 'problem')}>
              {problems.map((problem) => (
                <ProblemRow
                  key={problem.id}
                  problem={problem}
                  others={problems.filter((one) => one.id !== problem.id)}
                  open={open === problem.id}
                  onToggle={() => change({ problem: open === problem.id ? undefined : problem.id })}
                  onChanged={remote.retry}
                />
              ))}
            </ul>
          )
        }
      </RemoteView>
      {reporting && (
        <FeedbackDialog
          word="missed"
          subject={{ entityId: service.entityId }}
          onClose={(saved) => {
            setReporting(false);
            setReported(saved);
          }}
        />
      )}
    </Section>
  );
}

/** Open ones first, then the newest; a problem that began before the range and goes on belongs to it. */
async function problemsSince(
  from: number,
  entityId: string,
  list: (query: { entityId: string; from: number; limit: number }) => Promise<{ items: Problem[] }>
): Promise<Problem[]> {
  const { items } = await list({ entityId, from, limit: 50 });
  return [...items].sort(
    (one, other) => Number(other.end === null) - Number(one.end === null) || other.start - one.start
  );
}
