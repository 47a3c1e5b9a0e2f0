import { useMemo, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button } from '@backstage/ui';
import {
  weirInventoryDecidePermission,
  type InventoryQuery,
  type InventoryState,
} from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { count } from '../format/number';
import { Choice } from '../states/Choice';
import { Message } from '../states/Message';
import { NothingMatches } from '../states/NothingMatches';
import { NotAllowed } from '../states/NotAllowed';
import { OwnerFilter } from '../states/OwnerFilter';
import { PageFrame } from '../states/PageFrame';
import { offsetOf } from '../states/pages';
import { RemoteView } from '../states/RemoteView';
import { SearchBox } from '../states/SearchBox';
import { useMay } from '../states/useMay';
import { useRemote } from '../states/useRemote';
import { useUrlState } from '../states/useUrlState';
import states from '../states/states.module.css';
import { AcceptDialog } from './AcceptDialog';
import { InventoryTable } from './InventoryTable';
import { MatchingHelp } from './MatchingHelp';
import { inventorySentence, STATE_WORDS } from './inventoryWords';

/** Is what runs also in the catalog, and the reverse? */
export function InventoryPage(props: { pageSize: number }) {
  const api = useApi(weirApiRef);
  const { may, why } = useMay(weirInventoryDecidePermission);
  const [read, change] = useUrlState();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [accepting, setAccepting] = useState<readonly string[] | undefined>();
  const query = useMemo(() => queryOf(read, props.pageSize), [read, props.pageSize]);
  const remote = useRemote(JSON.stringify(query), (signal) => api.listInventory(query, { signal }));
  const page = remote.value;
  const counts = page?.counts;
  const filtered = Boolean(query.state || query.q || query.owner);
  const proposed = counts?.proposed ?? 0;

  async function acceptProposed() {
    if (selected.size > 0) {
      setAccepting([...selected]);
      return;
    }
    const all = await api.listInventory({ state: 'proposed', limit: 200 });
    setAccepting(all.items.filter((row) => row.decided === null).map((row) => row.id));
  }

  return (
    <PageFrame
      sentence={counts && !filtered ? inventorySentence(counts) : 'What runs, beside what the catalog knows.'}
      detail={
        <>
          Services are matched by their service.name. <MatchingHelp />
        </>
      }
      action={
        <div>
          <Button variant="primary" isDisabled={!may || proposed === 0} onPress={acceptProposed}>
            {acceptWords(selected.size, proposed)}
          </Button>
          <NotAllowed why={why} />
        </div>
      }
    >
      <div className={states.filters}>
        <Choice<InventoryState | 'all'>
          label="State"
          value={query.state ?? 'all'}
          onChange={(state) => change({ state: state === 'all' ? undefined : state, offset: undefined })}
          options={[
            { id: 'all', label: 'All' },
            ...STATE_WORDS.filter(({ state, of }) => counts?.[of] || state === query.state || usual(state)).map(
              ({ state, word, of }) => ({ id: state, label: counts ? `${word} ${count(counts[of])}` : word })
            ),
          ]}
        />
        <OwnerFilter
          owners={page?.owners ?? []}
          owner={query.owner}
          onChange={(owner) => change({ owner, offset: undefined })}
        />
        <SearchBox
          label="Search services"
          value={query.q ?? ''}
          onChange={(q) => change({ q, offset: undefined }, 'replace')}
        />
      </div>
      <RemoteView remote={remote} lines={10}>
        {(rows) =>
          rows.total === 0 ? (
            <Nothing filtered={filtered} clear={() => change({ state: '', q: '', owner: '', offset: '' })} />
          ) : (
            <InventoryTable
              page={rows}
              stale={remote.loading}
              query={query}
              change={change}
              may={may}
              selected={selected}
              onSelect={setSelected}
              onAccept={(id) => setAccepting([id])}
              onDecided={remote.retry}
            />
          )
        }
      </RemoteView>
      {accepting && (
        <AcceptDialog
          ids={accepting}
          onClose={(done) => {
            setAccepting(undefined);
            if (!done) return;
            setSelected(new Set());
            remote.retry();
          }}
        />
      )}
    </PageFrame>
  );
}

function acceptWords(selected: number, proposed: number): string {
  if (selected > 0) return `Accept ${count(selected)} selected…`;
  return proposed > 0 ? `Accept ${count(proposed)} proposed…` : 'Accept proposed…';
}

function queryOf(read: (name: string) => string, limit: number): InventoryQuery {
  const state = STATE_WORDS.find((one) => one.state === read('state'))?.state;
  const sort = read('sort');
  return {
    ...(state && { state }),
    ...(read('q') && { q: read('q') }),
    ...(read('owner') && { owner: read('owner') }),
    ...((sort === 'service' || sort === 'owner') && { sort }),
    offset: offsetOf(read('offset')),
    limit,
  };
}

/** States that the filter offers even when no row has them: that there is none is worth knowing. */
function usual(state: InventoryState): boolean {
  return state !== 'conflict' && state !== 'dismissed';
}

function Nothing(props: { filtered: boolean; clear: () => void }) {
  if (props.filtered) return <NothingMatches clear={props.clear} />;
  return (
    <Message title="Nothing is watched yet.">
      Send telemetry to the collector, by OTLP at its port 4318; services appear here by their service.name.
    </Message>
  );
}
