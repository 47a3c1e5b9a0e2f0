import React from 'react';
import { css, cx } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { Column, ServerTable } from '../parts/ServerTable';
import { ForecastSummary } from '../weir/answers';
import { measured } from '../words/numbers';
import { ahead, moment } from '../words/times';
import { breachOf, chanceOf, limitOf, subjectOf } from './breach';

interface Props {
  rows: ForecastSummary[];
  /** Where a row leads. */
  hrefs: (row: ForecastSummary) => string;
  /** The series that is drawn. */
  chosen?: string;
}

/** "38 of 41", or why there is no record. */
export function recordText({ status, record }: ForecastSummary): string {
  if (status === 'withheld') {
    return 'withheld';
  }
  return record.forecasts === 0 ? 'too short' : `${record.held} of ${record.forecasts}`;
}

/** What is forecast: what may pass its objective first, then what has none. */
export function ForecastTable({ rows, hrefs, chosen }: Props) {
  const styles = useStyles2(getStyles);
  const nothing = () => undefined;
  const columns: Array<Column<ForecastSummary>> = [
    {
      id: 'what',
      title: 'What',
      grows: true,
      cell: (row) => {
        const breach = breachOf(row) ?? row.objectives[0];
        const text = breach ? limitOf(row, breach) : subjectOf(row);
        return (
          <a
            href={hrefs(row)}
            data-row
            aria-current={row.series.id === chosen ? 'true' : undefined}
            className={cx(styles.link, row.series.id === chosen && styles.chosen)}
            title={text}
          >
            {text}
          </a>
        );
      },
    },
    {
      id: 'when',
      title: 'When',
      wide: true,
      cell: (row) => {
        const breach = breachOf(row);
        return breach?.from && breach.to ? ahead(breach.from, breach.to) : '–';
      },
    },
    {
      id: 'chance',
      title: 'Chance',
      number: true,
      cell: (row) => (row.objectives[0] ? chanceOf(breachOf(row) ?? row.objectives[0]) : 'no objective'),
    },
    {
      id: 'record',
      title: 'Record',
      number: true,
      wide: true,
      cell: (row) => <span title={row.record.sentence}>{recordText(row)}</span>,
    },
    {
      id: 'then',
      title: 'Then',
      number: true,
      cell: (row) =>
        row.last === null ? (
          <span title={row.reason ?? ''}>–</span>
        ) : (
          <span
            title={`${measured(row.last95[0], row.series)} to ${measured(row.last95[1], row.series)} in 19 of 20 cases`}
          >
            {measured(row.last, row.series)} <span className={styles.quiet}>at {moment(row.to)}</span>
          </span>
        ),
    },
  ];
  return (
    <ServerTable
      label="Forecasts"
      unit="forecast"
      columns={columns}
      rows={rows}
      keyOf={({ id }) => id}
      total={rows.length}
      pageRows={rows.length || 1}
      page={1}
      onSort={nothing}
      onPage={nothing}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  link: css({ '&:hover': { textDecoration: 'underline' } }),
  chosen: css({ fontWeight: theme.typography.fontWeightBold, '&::before': { content: '"› "' } }),
  quiet: css({ color: theme.colors.text.secondary }),
});
