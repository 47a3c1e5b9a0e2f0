import React from 'react';
import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { ConcernMark } from '../parts/ConcernMark';
import { Anomaly, Page, Problem, Series } from '../weir/answers';
import { useAnswer } from '../weir/use-answer';
import { score } from '../words/numbers';
import { moment, span } from '../words/times';
import { alike, alsoSeen, Line, seen } from './why-lines';

const LOOK_BACK_DAYS = 15;
const DAY = 24 * 3600_000;

interface Props {
  /** What is explained. */
  anomaly: Anomaly;
  problem?: Problem;
  members: Anomaly[];
  /** Says concern and confidence, too, where the page does not. */
  withConcern?: boolean;
}

/** Why Weir thinks so, always the same lines in the same order; what is not known is left out. */
export function WhyCard({ anomaly, problem, members, withConcern }: Props) {
  const styles = useStyles2(getStyles);
  const series = useAnswer<Series>(`v1/series/${anomaly.seriesId}`);
  const past = { service: anomaly.service, from: anomaly.start - LOOK_BACK_DAYS * DAY, to: anomaly.start };
  const anomalies = useAnswer<Page<Anomaly>>('v1/anomalies', { ...past, entityId: anomaly.entityId, limit: 500 });
  const problems = useAnswer<Page<Problem>>('v1/problems', { ...past, limit: 200 });
  const known = series.data ? Math.min(LOOK_BACK_DAYS, Math.floor((anomaly.start - series.data.firstStep) / DAY)) : 0;
  const lines: Line[] = [
    ...seen(anomaly, series.data),
    ...alsoSeen(anomaly, members),
    { name: 'Near it', text: 'no changes are reported to Weir yet' },
  ];
  if (anomalies.data && problems.data && known > 0) {
    lines.push(alike(earlierOf(anomaly, anomalies.data.items, problems.data.items), known));
  }
  return (
    <div>
      {withConcern && (
        <p className={styles.sentence}>
          <ConcernMark score={anomaly.symptom.concernScore} confidence={anomaly.confidenceScore} word />
          <span>· confidence {score(anomaly.confidenceScore)}</span>
        </p>
      )}
      <dl className={styles.lines}>
        {lines.map(({ name, text }) => (
          <React.Fragment key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </React.Fragment>
        ))}
      </dl>
      <details className={styles.how}>
        <summary>How this was computed</summary>
        <p>
          {anomaly.annotator.name}, version {anomaly.annotator.version} ({anomaly.annotator.type}), revision{' '}
          {(problem ?? anomaly).revision}.{' '}
          {series.data &&
            `It knows this series since ${moment(series.data.firstStep)}, in steps of ${span(series.data.step)}.`}{' '}
          Pattern: {anomaly.pattern}. {anomaly.description}
        </p>
      </details>
    </div>
  );
}

/** Earlier problems of the entity with an anomaly of the same indicator in the same direction. */
export function earlierOf(main: Anomaly, anomalies: Anomaly[], problems: Problem[]) {
  const known = new Map(problems.map((problem) => [problem.id, problem]));
  const seenIds = new Set<string>([main.problemId]);
  return anomalies.flatMap((anomaly) => {
    const problem = known.get(anomaly.problemId);
    const same = anomaly.indicator === main.indicator && anomaly.direction === main.direction;
    if (!problem || !same || seenIds.has(problem.id)) {
      return [];
    }
    seenIds.add(problem.id);
    return [{ problem, anomaly }];
  });
}

const getStyles = (theme: GrafanaTheme2) => ({
  sentence: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0, 1), alignItems: 'baseline' }),
  lines: css({
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    gap: theme.spacing(0.5, 2),
    margin: 0,
    dt: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    dd: { margin: 0, overflowWrap: 'anywhere', fontVariantNumeric: 'tabular-nums' },
  }),
  how: css({ marginTop: theme.spacing(1), color: theme.colors.text.secondary, p: { marginTop: theme.spacing(0.5) } }),
});
