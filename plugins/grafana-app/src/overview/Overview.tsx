import React, { useEffect } from 'react';
import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { sceneGraph, SceneQueryRunner, SceneTimeRange, VizPanel } from '@grafana/scenes';
import { Alert, EmptyState, FilterInput, FilterPill, Stack, useStyles2 } from '@grafana/ui';

import { PartProps, useRange } from '../app/ReactPart';
import { EnvironmentFilter } from '../parts/EnvironmentFilter';
import { Sentence } from '../parts/Sentence';
import { NothingMatches, NothingWatched, Shown } from '../parts/States';
import { useSlashForSearch } from '../parts/keys';
import { useUrlState } from '../parts/use-url-state';
import { Info, ProblemListing } from '../weir/answers';
import { mismatch } from '../weir/contract';
import { useAnswer } from '../weir/use-answer';
import { span } from '../words/times';
import { NextBreach } from './NextBreach';
import { LANES_KEY } from './overview-scene';
import { overviewSentence, quietSentence, watchedSentence } from './overview-sentence';
import { PAGE_ROWS, ProblemTable } from './ProblemTable';

const LANE = 28;
const LANES_BESIDES = 60;

/** Is something wrong now, and where? */
export function Overview({ model }: PartProps) {
  const styles = useStyles2(getStyles);
  const { from, to, refreshed } = useRange(model);
  const [filters, setFilters] = useUrlState('q', 'env', 'owner', 'state', 'service', 'sort', 'page');
  const page = Math.max(1, Number(filters.page) || 1);
  const search = useSlashForSearch();
  const answer = useAnswer<ProblemListing>(
    'problems',
    {
      from,
      to,
      q: filters.q,
      environment: filters.env,
      owner: filters.owner,
      state: filters.state,
      service: filters.service,
      sort: filters.sort,
      offset: (page - 1) * PAGE_ROWS,
      limit: PAGE_ROWS,
    },
    refreshed
  );
  const info = useAnswer<Info>('info');
  const wrong = info.data && mismatch(info.data);
  const lanes = model.state.panels?.find(({ state }) => state.key === LANES_KEY) as VizPanel;

  useEffect(() => {
    const data = lanes.state.$data;
    if (data instanceof SceneQueryRunner && data.state.queries[0].environment !== filters.env) {
      data.setState({ queries: [{ ...data.state.queries[0], environment: filters.env }] });
      data.runQueries();
    }
  }, [lanes, filters.env]);

  const set = (change: Parameters<typeof setFilters>[0], history?: 'typing') =>
    setFilters({ page: undefined, ...change }, history);
  const clear = () => set({ q: undefined, env: undefined, owner: undefined, state: undefined, service: undefined });
  const lastDay = () => sceneGraph.getTimeRange(model).onTimeRangeChange(dayRange());
  const filtered = Boolean(filters.q || filters.env || filters.owner || filters.state || filters.service);

  if (wrong?.fatal) {
    return <Alert severity="error" title={wrong.title} />;
  }
  return (
    <div className={styles.page}>
      {wrong && (
        <Alert severity="info" title={wrong.title}>
          {wrong.hidden.join(', ')} {wrong.hidden.length === 1 ? 'is' : 'are'} hidden until the service is updated.
        </Alert>
      )}
      <Shown answer={answer} onShorter={to - from > 24 * 3600_000 ? lastDay : undefined}>
        {(data) =>
          data.watched === 0 && data.newestSample === null ? (
            <NothingWatched />
          ) : (
            <>
              <Sentence more={watchedSentence(data)}>{overviewSentence(data)}</Sentence>
              <div className={styles.lanes} style={{ height: LANE * laneCount(data) + LANES_BESIDES }}>
                <lanes.Component model={lanes} />
              </div>
              {quietSentence(data) && <p className={styles.quiet}>{quietSentence(data)}</p>}
              <Stack gap={1} wrap="wrap" alignItems="center">
                <div className={styles.search}>
                  <FilterInput
                    ref={search}
                    value={filters.q ?? ''}
                    onChange={(q) => set({ q }, 'typing')}
                    placeholder="Search problems ( / )"
                    aria-label="Search problems"
                    escapeRegex={false}
                  />
                </div>
                <EnvironmentFilter
                  environments={data.environments}
                  value={filters.env}
                  onChange={(env) => set({ env })}
                />
                <FilterPill
                  label={`Open (${data.open})`}
                  selected={filters.state === 'open'}
                  onClick={() => set({ state: filters.state === 'open' ? undefined : 'open' })}
                />
                <FilterPill
                  label={`Closed (${data.closed})`}
                  selected={filters.state === 'closed'}
                  onClick={() => set({ state: filters.state === 'closed' ? undefined : 'closed' })}
                />
                {Object.entries(data.owners)
                  .slice(0, 6)
                  .map(([owner, count]) => (
                    <FilterPill
                      key={owner}
                      label={`${owner} (${count})`}
                      selected={filters.owner === owner}
                      onClick={() => set({ owner: filters.owner === owner ? undefined : owner })}
                    />
                  ))}
                {filters.service && (
                  <FilterPill label={`Only ${filters.service}`} selected onClick={() => set({ service: undefined })} />
                )}
              </Stack>
              <ProblemTable
                data={data}
                sort={filters.sort}
                page={page}
                onSort={(sort) => set({ sort })}
                onPage={(next) => setFilters({ page: next === 1 ? undefined : String(next) })}
                onStorm={() => set({ state: filters.state === 'storm' ? undefined : 'storm' })}
                empty={
                  filtered ? (
                    <NothingMatches onClear={clear} />
                  ) : (
                    <EmptyState variant="completed" message={`No problems in the last ${span(to - from)}.`}>
                      {watchedSentence(data)}
                    </EmptyState>
                  )
                }
              />
              {!wrong?.hidden.includes('Forecasts') && <NextBreach />}
            </>
          )
        }
      </Shown>
    </div>
  );
}

/** As many rows as the panel shows: services with something, at most fifteen. */
const laneCount = ({ affected }: ProblemListing) => Math.min(15, Math.max(1, affected));

function dayRange() {
  locationService.partial({ from: 'now-24h', to: 'now' }, true);
  return new SceneTimeRange({ from: 'now-24h', to: 'now' }).state.value;
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), flexGrow: 1, minWidth: 0 }),
  lanes: css({ position: 'relative', minHeight: 88 }),
  quiet: css({ color: theme.colors.text.secondary, margin: 0 }),
  search: css({ flex: '1 1 240px', maxWidth: 420 }),
});
