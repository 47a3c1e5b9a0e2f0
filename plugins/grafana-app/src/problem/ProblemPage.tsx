import React, { useEffect } from 'react';
import { css } from '@emotion/css';
import { dateTime, GrafanaTheme2 } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { sceneGraph } from '@grafana/scenes';
import { Alert, Stack, TextLink, useStyles2 } from '@grafana/ui';

import { PartProps, ReactPart, useRange } from '../app/ReactPart';
import { pageOf } from '../constants';
import { WordButtons } from '../feedback/WordButtons';
import { ConcernMark } from '../parts/ConcernMark';
import { Part } from '../parts/Part';
import { Sentence } from '../parts/Sentence';
import { Rows, Shown } from '../parts/States';
import { Entity, Page, Problem, ProblemDetail } from '../weir/answers';
import { useAnswer } from '../weir/use-answer';
import { matter } from '../words/indicators';
import { score } from '../words/numbers';
import { inWords } from '../words/problem-title';
import { during, precise } from '../words/times';
import { PostMortem } from './PostMortem';
import { ProblemTimeline } from './ProblemTimeline';
import { MemberCharts } from './MemberCharts';
import { mainOf, membersOf, originReason } from './members';
import { WhyCard } from './WhyCard';

const AROUND = 3600_000;

/** What is wrong, why does Weir think so, what do I do? */
export function ProblemPage({ model }: PartProps) {
  const id = model.state.subject ?? '';
  const { refreshed } = useRange(model);
  const answer = useAnswer<ProblemDetail>(`v1/problems/${encodeURIComponent(id)}`, {}, refreshed);
  return (
    <Shown
      answer={answer}
      skeleton={<Rows count={8} />}
      missing={
        <Alert severity="info" title="This problem does not exist, or was merged into another one.">
          <TextLink href={pageOf('overview')}>Open the overview</TextLink>
        </Alert>
      }
    >
      {(data) => <Known detail={data} model={model} at={answer.at} onSaid={answer.retry} />}
    </Shown>
  );
}

interface KnownProps {
  detail: ProblemDetail;
  model: ReactPart;
  /** When it was read. */
  at?: number;
  onSaid: () => void;
}

function Known({ detail: { problem, anomalies }, model, at, onSaid }: KnownProps) {
  const styles = useStyles2(getStyles);
  const entities = useAnswer<Page<Entity>>('v1/entities', { service: problem.service, limit: 1000 });
  const members = membersOf(anomalies, entities.data?.items ?? []);
  const main = mainOf(members);
  const origin = originReason(members);
  useSpanOf(problem, model);
  return (
    <div className={styles.page}>
      <div>
        <div className={styles.facts}>
          <ConcernMark score={problem.concernScore} confidence={problem.confidenceScore} word />
          <span>· confidence {score(problem.confidenceScore)}</span>
          <span>· {during(problem.start, problem.end)}</span>
          <span>· {problem.end === null ? 'open' : 'closed'}</span>
          {at && <span className={styles.quiet}>Updated {precise(at)}</span>}
        </div>
        <Sentence more={inWords(problem.description)}>{main ? `${matter(main)}.` : problem.description}</Sentence>
      </div>
      <div className={styles.columns}>
        <div className={styles.column}>
          <Part title="Members, by first sign">
            {entities.data || entities.error ? (
              <MemberCharts members={members} model={model} />
            ) : (
              <Rows count={4} height={72} />
            )}
          </Part>
          {origin.reasons.length > 0 && (
            <p className={styles.quiet}>
              Likely origin: {origin.reasons.join(' · ')}
              {origin.runnerUp && `. ${origin.runnerUp.route ?? origin.runnerUp.service} is possible too.`}
            </p>
          )}
          <Part title="Timeline">
            <ProblemTimeline problem={problem} members={members} />
          </Part>
        </div>
        <div className={styles.column}>
          <Part title="Why">{main && <WhyCard anomaly={main} problem={problem} members={members} />}</Part>
          <Part title="Was this right?">
            <WordButtons problem={problem} anomalies={anomalies} onSaid={onSaid} />
          </Part>
          <Part title="Look further">
            <Stack direction="column" gap={0.5}>
              <TextLink href={pageOf('services', problem.service)} inline={false}>
                {`${problem.service}, all of it`}
              </TextLink>
              <PostMortem problem={problem} />
            </Stack>
          </Part>
        </div>
      </div>
    </div>
  );
}

/** Sets the range to the problem and an hour around it, unless the address says another. */
function useSpanOf({ start, end }: Problem, model: ReactPart) {
  useEffect(() => {
    const { from } = locationService.getSearchObject();
    if (from !== undefined && from !== 'now-3h') {
      return;
    }
    const to = end === null ? 'now' : dateTime(end + AROUND);
    sceneGraph.getTimeRange(model).onTimeRangeChange({
      from: dateTime(start - AROUND),
      to: end === null ? dateTime() : dateTime(end + AROUND),
      raw: { from: dateTime(start - AROUND), to },
    });
    // Once for each problem: the person may choose another range.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [start, model]);
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  columns: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 5fr) minmax(280px, 3fr)',
    gap: theme.spacing(3),
    alignItems: 'start',
    [theme.breakpoints.down('md')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  column: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(3), minWidth: 0 }),
  facts: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    gap: theme.spacing(0, 1),
    paddingBottom: theme.spacing(0.5),
  }),
  quiet: css({ color: theme.colors.text.secondary, margin: 0 }),
});
