import React from 'react';
import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { ConcernMark } from '../parts/ConcernMark';
import { Column, ServerTable } from '../parts/ServerTable';
import { Shown } from '../parts/States';
import { useAnswer } from '../weir/use-answer';
import { counted, latency, ratio, rate } from '../words/numbers';

/** One endpoint with its newest numbers, as the data source lists it. */
export interface ListedRoute {
  id: string;
  method: string;
  route: string;
  requestRate: number | null;
  errorRatio: number | null;
  p95: number | null;
  concern: number | null;
}

/** The endpoints of a service, those with something first. */
export interface RouteListing {
  items: ListedRoute[];
  total: number;
}

interface Props {
  name: string;
  environment: string;
  refreshed: unknown;
}

const dash = <span aria-label="no data">–</span>;

/** The endpoints of a service with their newest numbers; what is beyond twenty is one line. */
export function Routes({ name, environment, refreshed }: Props) {
  const styles = useStyles2(getStyles);
  const answer = useAnswer<RouteListing>('routes', { service: name, environment }, refreshed);
  const nothing = () => undefined;
  const columns: Array<Column<ListedRoute>> = [
    {
      id: 'route',
      title: 'Route',
      grows: true,
      cell: ({ method, route }) => (
        <span title={`${method} ${route}`}>
          {method} {route}
        </span>
      ),
    },
    {
      id: 'rate',
      title: 'Calls',
      number: true,
      cell: (row) => (row.requestRate === null ? dash : rate(row.requestRate)),
    },
    {
      id: 'errors',
      title: 'Errors',
      number: true,
      cell: (row) => (row.errorRatio === null ? dash : ratio(row.errorRatio)),
    },
    { id: 'p95', title: 'p95', number: true, cell: (row) => (row.p95 === null ? dash : latency(row.p95)) },
    {
      id: 'concern',
      title: 'Concern',
      number: true,
      cell: ({ concern }) => (concern === null ? null : <ConcernMark score={concern} />),
    },
  ];
  return (
    <Shown answer={answer}>
      {({ items, total }) => (
        <div>
          <ServerTable
            label={`Routes of ${name}`}
            unit="route"
            columns={columns}
            rows={items}
            keyOf={({ id }) => id}
            total={items.length}
            pageRows={items.length || 1}
            page={1}
            onSort={nothing}
            onPage={nothing}
          />
          {total > items.length && <p className={styles.quiet}>other ({counted(total - items.length, 'route')})</p>}
        </div>
      )}
    </Shown>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  quiet: css({ color: theme.colors.text.secondary, margin: theme.spacing(1, 0, 0) }),
});
