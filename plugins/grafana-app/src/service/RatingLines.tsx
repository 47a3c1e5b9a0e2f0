import React from 'react';
import { css, cx } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { EmptyState, useStyles2 } from '@grafana/ui';

import { Shown } from '../parts/States';
import { Rating } from '../weir/answers';
import { Answer } from '../weir/use-answer';
import { score } from '../words/numbers';

const NAMES: Record<string, string> = {
  'change-safety': 'Change safety',
  'not-enough-data': 'Not enough data',
};
const nameOf = (what: string) => NAMES[what] ?? what.replace(/^./, (letter) => letter.toUpperCase());

/** Where the points went: largest loss first, what is left behind each line; the lines sum to what 100 lacks. */
export function RatingLines({ answer, name }: { answer: Answer<Rating>; name: string }) {
  const styles = useStyles2(getStyles);
  return (
    <Shown
      answer={answer}
      missing={
        <EmptyState variant="call-to-action" message={`${name} is not rated yet.`}>
          Ratings start about a day after the first calls.
        </EmptyState>
      }
    >
      {(rating) => (
        <div>
          <p>
            <strong>
              {name} {score(rating.score)} {rating.band ?? 'provisional'}
            </strong>{' '}
            80 % range {score(rating.low)} to {score(rating.high)} · {rating.rubric}
          </p>
          <div className={styles.scroll}>
            <table className={styles.table} aria-label={`Rating of ${name}`}>
              <thead>
                <tr>
                  <th scope="col">Facet</th>
                  <th scope="col" className={styles.bars}>
                    Lost
                  </th>
                  <th scope="col" className={styles.number}>
                    Points
                  </th>
                  <th scope="col" className={styles.wide}>
                    Why
                  </th>
                  <th scope="col" className={styles.number}>
                    Left
                  </th>
                </tr>
              </thead>
              <tbody>
                <tr>
                  <td>Start</td>
                  <td />
                  <td />
                  <td className={styles.wide} />
                  <td className={styles.number}>100.0</td>
                </tr>
                {rating.lines.map((line) => (
                  <tr key={line.what}>
                    <td>{nameOf(line.what)}</td>
                    <td className={styles.bars} aria-hidden>
                      <span
                        className={cx(styles.bar, line.what === 'not-enough-data' && styles.hatched)}
                        style={{ width: `${Math.min(100, line.lost * 2)}%` }}
                      />
                    </td>
                    <td className={styles.number}>{line.lost === 0 ? '0' : `−${line.lost.toFixed(1)}`}</td>
                    <td className={styles.wide}>{line.sentence}</td>
                    <td className={styles.number}>{line.left.toFixed(1)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {rating.raise && (
            <p className={styles.after}>
              Would raise it most: {nameOf(rating.raise.facet).toLowerCase()}, up to +{rating.raise.points.toFixed(1)}
            </p>
          )}
          {rating.notApplicable.length > 0 && (
            <p className={styles.quiet}>
              Not applicable: {rating.notApplicable.map(({ facet }) => nameOf(facet).toLowerCase()).join(', ')}
            </p>
          )}
        </div>
      )}
    </Shown>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflowX: 'auto' }),
  table: css({
    width: '100%',
    'th, td': { padding: theme.spacing(0.75, 1), textAlign: 'left' },
    th: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightMedium },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  number: css({ '&&': { textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' } }),
  bars: css({ width: '25%', minWidth: 60 }),
  bar: css({ display: 'block', height: 10, minWidth: 1, background: theme.colors.text.secondary }),
  hatched: css({
    background: `repeating-linear-gradient(45deg, ${theme.colors.text.secondary} 0 2px, transparent 2px 5px)`,
  }),
  wide: css({ color: theme.colors.text.secondary, [theme.breakpoints.down('sm')]: { display: 'none' } }),
  after: css({ margin: theme.spacing(1, 0, 0) }),
  quiet: css({ color: theme.colors.text.secondary, margin: 0 }),
});
