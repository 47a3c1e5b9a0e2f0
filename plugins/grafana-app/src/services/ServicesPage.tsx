import React from 'react';
import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { Alert, FilterInput, FilterPill, Stack, useStyles2 } from '@grafana/ui';

import { PartProps, useRange } from '../app/ReactPart';
import { hrefOf } from '../constants';
import { ConcernMark } from '../parts/ConcernMark';
import { EnvironmentFilter } from '../parts/EnvironmentFilter';
import { useSlashForSearch } from '../parts/keys';
import { Sentence } from '../parts/Sentence';
import { Column, ServerTable } from '../parts/ServerTable';
import { NothingMatches, NothingWatched, Shown } from '../parts/States';
import { useUrlState } from '../parts/use-url-state';
import { ListedService, ServiceListing } from '../weir/answers';
import { useAnswer } from '../weir/use-answer';
import { counted, rate, score } from '../words/numbers';
import { titleOf } from '../words/problem-title';
import { ago, iso } from '../words/times';

const PAGE_ROWS = 50;

/** What is watched, searched, sorted and paged on the server. */
export function ServicesPage({ model }: PartProps) {
  const styles = useStyles2(getStyles);
  const { refreshed } = useRange(model);
  const [filters, setFilters] = useUrlState('q', 'env', 'state', 'sort', 'page');
  const page = Math.max(1, Number(filters.page) || 1);
  const search = useSlashForSearch();
  const answer = useAnswer<ServiceListing>(
    'services',
    {
      q: filters.q,
      environment: filters.env,
      state: filters.state,
      sort: filters.sort,
      offset: (page - 1) * PAGE_ROWS,
      limit: PAGE_ROWS,
    },
    refreshed
  );
  const set = (change: Parameters<typeof setFilters>[0], history?: 'typing') =>
    setFilters({ page: undefined, ...change }, history);
  return (
    <Shown answer={answer}>
      {(data) =>
        data.watched === 0 ? (
          <NothingWatched />
        ) : (
          <>
            <Sentence more={quietText(data)}>{needText(data)}</Sentence>
            {data.more && (
              <Alert severity="info" title={`The first ${counted(data.watched, 'service')} are shown.`}>
                Narrow the filter for the rest.
              </Alert>
            )}
            <Stack gap={1} wrap="wrap" alignItems="center">
              <div className={styles.search}>
                <FilterInput
                  ref={search}
                  value={filters.q ?? ''}
                  onChange={(q) => set({ q }, 'typing')}
                  placeholder="Search services ( / )"
                  aria-label="Search services"
                  escapeRegex={false}
                />
              </div>
              <EnvironmentFilter
                environments={data.environments}
                value={filters.env}
                onChange={(env) => set({ env })}
              />
              <FilterPill
                label="With a problem"
                selected={filters.state === 'open'}
                onClick={() => set({ state: filters.state === 'open' ? undefined : 'open' })}
              />
            </Stack>
            {data.total === 0 ? (
              <NothingMatches onClear={() => set({ q: undefined, env: undefined, state: undefined })} />
            ) : (
              <ServerTable
                label="Services"
                unit="service"
                columns={columnsOf(data, styles)}
                rows={data.items}
                keyOf={({ id }) => id}
                total={data.total}
                pageRows={PAGE_ROWS}
                page={page}
                sort={filters.sort}
                onSort={(sort) => set({ sort })}
                onPage={(next) => setFilters({ page: next === 1 ? undefined : String(next) })}
              />
            )}
          </>
        )
      }
    </Shown>
  );
}

const needText = ({ total, quiet }: ServiceListing) =>
  total === quiet
    ? 'No service has a problem now.'
    : `${counted(total - quiet, 'service')} ${total - quiet === 1 ? 'has' : 'have'} a problem now.`;

const quietText = ({ quiet }: ServiceListing) => (quiet > 0 ? `${counted(quiet, 'quiet service')}.` : undefined);

function columnsOf({ items, environments }: ServiceListing, styles: ReturnType<typeof getStyles>) {
  const columns: Array<Column<ListedService>> = [
    {
      id: 'service',
      title: 'Service',
      sortable: true,
      grows: true,
      cell: (row) => (
        <a href={hrefOf('services', row.name)} data-row className={styles.link} title={row.name}>
          {row.name}
        </a>
      ),
    },
    {
      id: 'now',
      title: 'Now',
      wide: true,
      cell: ({ problem, problems }) =>
        problem ? (
          <a className={styles.problem} href={hrefOf('problems', problem.id)} title={problem.description}>
            {problems > 1 ? `${counted(problems, 'problem')}: ` : ''}
            {titleOf(problem)}
          </a>
        ) : (
          <span className={styles.quiet}>nothing unusual</span>
        ),
    },
    {
      id: 'concern',
      title: 'Concern',
      sortable: true,
      number: true,
      cell: ({ problem }) =>
        problem ? <ConcernMark score={problem.concernScore} confidence={problem.confidenceScore} /> : null,
    },
    {
      id: 'rate',
      title: 'Calls',
      number: true,
      cell: ({ requestRate, lastSample, name }) =>
        requestRate === null || lastSample === null ? (
          <span className={styles.quiet} title={`No data from ${name} in the last 15 min.`}>
            No data
          </span>
        ) : (
          <span title={`${ago(lastSample)}, ${iso(lastSample)}`}>{rate(requestRate)}</span>
        ),
    },
    {
      id: 'rating',
      title: 'Rating',
      sortable: true,
      number: true,
      wide: true,
      cell: ({ rating }) =>
        rating && (
          <span title={rating.band ? undefined : 'Too few calls to be sure. Not a bad mark.'}>
            {score(rating.score)} {rating.band ?? 'provisional'}{' '}
            <span className={styles.quiet}>
              {score(rating.low)} to {score(rating.high)}
            </span>
          </span>
        ),
    },
  ];
  if (items.some(({ owner }) => owner)) {
    columns.push({ id: 'owner', title: 'Owner', sortable: true, wide: true, cell: ({ owner }) => owner });
  }
  if (environments.length > 1) {
    columns.push({ id: 'environment', title: 'Environment', wide: true, cell: ({ environment }) => environment });
  }
  return columns;
}

const getStyles = (theme: GrafanaTheme2) => ({
  search: css({ flex: '1 1 240px', maxWidth: 420 }),
  link: css({ fontWeight: theme.typography.fontWeightMedium, '&:hover': { textDecoration: 'underline' } }),
  problem: css({
    display: 'block',
    maxWidth: 460,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    '&:hover': { textDecoration: 'underline' },
  }),
  quiet: css({ color: theme.colors.text.secondary }),
});
