import { useMemo } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Select, TablePagination } from '@backstage/ui';
import type { RatedServicePage, RatedServiceQuery } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { Choice } from '../states/Choice';
import { Message } from '../states/Message';
import { NothingMatches } from '../states/NothingMatches';
import { OwnerFilter } from '../states/OwnerFilter';
import { PageFrame } from '../states/PageFrame';
import { offsetOf, pagesOf } from '../states/pages';
import { RemoteView } from '../states/RemoteView';
import { SearchBox } from '../states/SearchBox';
import { useRemote } from '../states/useRemote';
import { useUrlState } from '../states/useUrlState';
import states from '../states/states.module.css';
import { Comparison } from './Comparison';
import { RatedRow } from './RatedRow';
import styles from './ratings.module.css';

type Scope = NonNullable<RatedServiceQuery['scope']>;

const SCOPES: readonly { id: Scope; label: string }[] = [
  { id: 'calls', label: 'What I call' },
  { id: 'team', label: "My team's" },
  { id: 'all', label: 'All' },
];
const BANDS = ['A', 'B', 'C', 'D', 'E', 'provisional'] as const;
const MOST_COMPARED = 3;

/** Which of these APIs can I rely on? */
export function RatingsPage(props: { pageSize: number }) {
  const api = useApi(weirApiRef);
  const [read, change] = useUrlState();
  const query = useMemo(() => queryOf(read, props.pageSize), [read, props.pageSize]);
  const remote = useRemote(JSON.stringify(query), (signal) => api.listRatedServices(query, { signal }));
  const compared = read('compare').split(',').filter(Boolean).slice(0, MOST_COMPARED);
  const open = read('open');
  const filtered = Boolean(query.q || query.owner || query.band);

  const toggleCompared = (id: string) => {
    const next = compared.includes(id) ? compared.filter((one) => one !== id) : [...compared, id];
    change({ compare: next.join(',') });
  };

  return (
    <PageFrame
      sentence="Sorted by how good each API is at least, on what we know."
      detail="0 to 100 over 30 days. The bar is the range, its tick the score."
      keys={{ 'Enter on a row': 'where the points went' }}
    >
      <div className={states.filters}>
        <Choice
          label="Which APIs"
          value={query.scope ?? 'calls'}
          onChange={(scope) => change({ scope: scope === 'calls' ? undefined : scope, offset: undefined })}
          options={SCOPES}
        />
        <Select
          className={states.select}
          size="small"
          aria-label="Band"
          value={query.band ?? 'all'}
          onChange={(key) => change({ band: key === 'all' ? undefined : String(key), offset: undefined })}
          options={[
            { id: 'all', label: 'All bands' },
            ...BANDS.map((band) => ({ id: band, label: band === 'provisional' ? 'Provisional' : `Band ${band}` })),
          ]}
        />
        <OwnerFilter
          owners={remote.value?.owners ?? []}
          owner={query.owner}
          onChange={(owner) => change({ owner, offset: undefined })}
        />
        <SearchBox
          label="Search APIs"
          value={query.q ?? ''}
          onChange={(q) => change({ q, offset: undefined }, 'replace')}
        />
      </div>
      {compared.length > 0 && <Comparison ids={compared} onClear={() => change({ compare: undefined })} />}
      <RemoteView remote={remote} lines={10}>
        {(page) =>
          page.total === 0 ? (
            <Nothing
              scope={query.scope ?? 'calls'}
              filtered={filtered}
              clear={() => change({ q: '', owner: '', band: '', offset: '' })}
              showAll={() => change({ scope: 'all' })}
            />
          ) : (
            <>
              <Headings />
              <ol className={styles.board} aria-label="Rated APIs" start={(page.items[0]?.rank ?? 1) || 1}>
                {page.items.map((row) => (
                  <RatedRow
                    key={row.rating.entityId}
                    row={row}
                    open={open === row.rating.entityId}
                    onToggle={() => change({ open: open === row.rating.entityId ? undefined : row.rating.entityId })}
                    compared={compared.includes(row.rating.entityId)}
                    comparable={compared.length < MOST_COMPARED}
                    onCompare={() => toggleCompared(row.rating.entityId)}
                    onChanged={remote.retry}
                  />
                ))}
              </ol>
              <Pages page={page} query={query} onOffset={(offset) => change({ offset })} />
            </>
          )
        }
      </RemoteView>
    </PageFrame>
  );
}

function queryOf(read: (name: string) => string, limit: number): RatedServiceQuery {
  const band = BANDS.find((one) => one === read('band'));
  return {
    scope: SCOPES.find((one) => one.id === read('scope'))?.id ?? 'calls',
    ...(read('q') && { q: read('q') }),
    ...(read('owner') && { owner: read('owner') }),
    ...(band && { band }),
    offset: offsetOf(read('offset')),
    limit,
  };
}

/** What stands above the columns, for the eye: each row says it all in words. */
function Headings() {
  return (
    <div className={`${styles.line} ${styles.headings}`} aria-hidden="true">
      <div className={styles.open}>
        <span />
        <span>API</span>
        <span className={styles.axis}>
          <span>0</span>
          <span>50</span>
          <span>100</span>
        </span>
        <span>Score</span>
        <span>Range</span>
        <span>Month</span>
        <span>Consumers</span>
      </div>
      <span>Owner</span>
      <span />
    </div>
  );
}

function Pages(props: {
  page: RatedServicePage;
  query: RatedServiceQuery;
  onOffset: (offset: string | undefined) => void;
}) {
  const { page, query, onOffset } = props;
  const offset = query.offset ?? 0;
  const limit = query.limit ?? 50;
  if (page.total <= limit && offset === 0) return null;
  return <TablePagination {...pagesOf({ offset, limit, total: page.total, onOffset })} />;
}

function Nothing(props: { scope: Scope; filtered: boolean; clear: () => void; showAll: () => void }) {
  const { scope, filtered, clear, showAll } = props;
  if (filtered) return <NothingMatches clear={clear} />;
  if (scope === 'all') {
    return <Message title="No API is rated yet.">Ratings start about a day after the first calls.</Message>;
  }
  return (
    <Message
      title={scope === 'calls' ? 'By the catalog, you call no rated API.' : 'Your team owns no rated API.'}
      action={
        <Button variant="secondary" onPress={showAll}>
          Show all
        </Button>
      }
    >
      {scope === 'calls'
        ? "Here stands what your team's components depend on (dependsOn, consumesApis)."
        : 'Here stand components whose owner you are, or a group of yours.'}
    </Message>
  );
}
