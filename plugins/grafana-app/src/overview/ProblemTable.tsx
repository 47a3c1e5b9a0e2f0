import React, { ReactNode } from 'react';
import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, TextLink, useStyles2 } from '@grafana/ui';

import { hrefOf, pageOf } from '../constants';
import { ConcernMark } from '../parts/ConcernMark';
import { Column, ServerTable } from '../parts/ServerTable';
import { said } from '../feedback/words';
import { titleOf } from '../words/problem-title';
import { ListedProblem, ProblemListing } from '../weir/answers';
import { counted, score } from '../words/numbers';
import { iso, moment, span } from '../words/times';

export const PAGE_ROWS = 50;

interface Props {
  data: Pick<ProblemListing, 'items' | 'total' | 'storm' | 'more' | 'open' | 'closed'>;
  /** One service's: no column says where, nothing is sorted. */
  plain?: boolean;
  sort?: string;
  page: number;
  onSort: (sort: string | undefined) => void;
  onPage: (page: number) => void;
  onStorm: () => void;
  empty: ReactNode;
}

/** The problems of the range, open ones first. */
export function ProblemTable({ data, plain, onStorm, empty, ...table }: Props) {
  const styles = useStyles2(getStyles);
  if (data.total === 0 && !data.storm) {
    return <>{empty}</>;
  }
  const owned = data.items.some(({ owner }) => owner);
  const columns: Array<Column<ListedProblem>> = [
    {
      id: 'problem',
      title: 'Problem',
      grows: true,
      cell: (row) => (
        <a href={hrefOf('problems', row.id)} data-row className={styles.link} title={row.description}>
          {titleOf(row)}
        </a>
      ),
    },
    {
      id: 'where',
      title: 'Where',
      sortable: true,
      wide: true,
      cell: (row) => (
        <span className={styles.where} title={row.service}>
          <TextLink href={pageOf('services', row.service)} color="primary" inline={false}>
            {row.service}
          </TextLink>
        </span>
      ),
    },
    {
      id: 'since',
      title: 'Since',
      sortable: true,
      cell: (row) => (
        <time dateTime={iso(row.start)} title={iso(row.start)}>
          {moment(row.start)} <span className={styles.long}>({span((row.end ?? Date.now()) - row.start)})</span>
        </time>
      ),
    },
    {
      id: 'concern',
      title: 'Concern',
      sortable: true,
      number: true,
      cell: (row) => <ConcernMark score={row.concernScore} confidence={row.confidenceScore} />,
    },
    {
      id: 'confidence',
      title: 'Confidence',
      sortable: true,
      number: true,
      wide: true,
      cell: (row) => score(row.confidenceScore),
    },
    ...(owned
      ? [{ id: 'owner', title: 'Owner', sortable: true, wide: true, cell: (row: ListedProblem) => row.owner }]
      : []),
    {
      id: 'state',
      title: 'State',
      wide: true,
      cell: (row) => (
        <span>
          {row.end === null ? 'open' : 'closed'}
          <span className={styles.quiet}>{said(row.feedback) && ` · ${said(row.feedback)}`}</span>
        </span>
      ),
    },
  ];
  return (
    <>
      {data.more && (
        <Alert severity="info" title={`The newest ${counted(data.open + data.closed, 'problem')} are shown.`}>
          Narrow the range for the rest.
        </Alert>
      )}
      <ServerTable
        label="Problems"
        unit="problem"
        columns={
          plain ? columns.filter(({ id }) => id !== 'where').map((one) => ({ ...one, sortable: false })) : columns
        }
        rows={data.items}
        keyOf={(row) => row.id}
        total={data.total}
        pageRows={PAGE_ROWS}
        first={
          data.storm && (
            <span className={styles.storm}>
              One storm: {counted(data.storm.services, 'service')} since {moment(data.storm.since)}
              <Button size="sm" variant="secondary" fill="text" onClick={onStorm}>
                Show or hide them
              </Button>
            </span>
          )
        }
        {...table}
      />
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  link: css({
    color: theme.colors.text.primary,
    fontWeight: theme.typography.fontWeightMedium,
    '&:hover': { textDecoration: 'underline' },
  }),
  where: css({ display: 'block', maxWidth: 220, overflow: 'hidden', textOverflow: 'ellipsis' }),
  quiet: css({ color: theme.colors.text.secondary }),
  long: css({ color: theme.colors.text.secondary, [theme.breakpoints.down('sm')]: { display: 'none' } }),
  storm: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    fontWeight: theme.typography.fontWeightMedium,
  }),
});
