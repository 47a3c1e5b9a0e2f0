import React from 'react';
import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { Shown } from '../parts/States';
import { Page, Series } from '../weir/answers';
import { useAnswer } from '../weir/use-answer';
import { indicatorName } from '../words/indicators';
import { moment, span } from '../words/times';
import { counted } from '../words/numbers';

/** Which series of a service are watched, since when and at which step. */
export function HowWatched({ name }: { name: string }) {
  const styles = useStyles2(getStyles);
  const answer = useAnswer<Page<Series>>('v1/series', { service: name, limit: 1000 });
  return (
    <Shown answer={answer}>
      {({ items, next }) => {
        const wholes = items.filter(({ entity }) => !entity.route && !entity.method);
        return (
          <>
            <p>
              {next ? 'More than ' : ''}
              {counted(items.length, 'series', 'series')} watched: {wholes.length} of the service as a whole,{' '}
              {items.length - wholes.length} of its endpoints.
            </p>
            <table className={styles.table} aria-label={`Series of ${name}`}>
              <thead>
                <tr>
                  <th scope="col">Indicator</th>
                  <th scope="col">Environment</th>
                  <th scope="col">Step</th>
                  <th scope="col">Known since</th>
                </tr>
              </thead>
              <tbody>
                {wholes.map((one) => (
                  <tr key={one.id}>
                    <td>{indicatorName(one.indicator)}</td>
                    <td>{one.entity.environment}</td>
                    <td>{span(one.step)}</td>
                    <td>{moment(one.firstStep)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        );
      }}
    </Shown>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({
    'th, td': { padding: theme.spacing(0.75, 3, 0.75, 0), textAlign: 'left' },
    th: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightMedium },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
});
