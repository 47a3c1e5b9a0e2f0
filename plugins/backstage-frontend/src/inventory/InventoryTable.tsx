import { useMemo, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Alert, Cell, Column, Table, Text, type ColumnConfig } from '@backstage/ui';
import {
  weirProblemOf,
  type InventoryDecision,
  type InventoryPage,
  type InventoryQuery,
  type InventoryRow,
} from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { iso } from '../format/time';
import { pagesOf } from '../states/pages';
import { useNow } from '../states/useNow';
import type { ChangeUrl } from '../states/useUrlState';
import { DecisionButtons } from './DecisionButtons';
import { driftWords, STATE_WORDS, telemetryWords } from './inventoryWords';
import styles from './inventory.module.css';

/** The rows of the inventory, ordered and paged by the service. */
export function InventoryTable(props: {
  page: InventoryPage;
  stale: boolean;
  query: InventoryQuery;
  change: ChangeUrl;
  may: boolean;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  onAccept: (id: string) => void;
  onDecided: () => void;
}) {
  const { page, stale, query, change, may, selected, onSelect, onAccept, onDecided } = props;
  const api = useApi(weirApiRef);
  const now = useNow();
  const [refused, setRefused] = useState<string | undefined>();
  const offset = query.offset ?? 0;
  const limit = query.limit ?? 50;

  const columns = useMemo<ColumnConfig<InventoryRow>[]>(() => {
    const decide = async (decision: InventoryDecision) => {
      setRefused(undefined);
      try {
        await api.decideInventory([decision]);
        onDecided();
      } catch (error) {
        setRefused(weirProblemOf(error).message);
      }
    };
    return [
      {
        id: 'service',
        label: 'Service',
        isRowHeader: true,
        isSortable: true,
        defaultWidth: '1.4fr',
        minWidth: 150,
        cell: (row) => (
          <Cell>
            <span className={styles.name}>{nameOf(row)}</span>{' '}
            <Text variant="body-small" color="secondary">
              {[row.telemetry?.namespace, ...(row.telemetry?.environments ?? [])].filter(Boolean).join(' · ')}
            </Text>
          </Cell>
        ),
      },
      {
        id: 'catalog',
        label: 'Catalog entry',
        defaultWidth: '1.2fr',
        minWidth: 120,
        cell: (row) => <CatalogCell row={row} />,
      },
      {
        id: 'telemetry',
        label: 'Telemetry',
        defaultWidth: 180,
        header: () => (
          <Column id="telemetry" className={styles.right} defaultWidth={180} minWidth={160}>
            Telemetry
          </Column>
        ),
        cell: (row) => (
          <Cell className={styles.number}>
            <span title={row.telemetry?.lastSeen ? iso(row.telemetry.lastSeen) : undefined}>
              {telemetryWords(row.telemetry, now)}
            </span>
          </Cell>
        ),
      },
      {
        id: 'owner',
        label: 'Owner',
        defaultWidth: '1fr',
        minWidth: 110,
        isSortable: true,
        cell: (row) => (
          <Cell>
            {row.catalog?.owner ? <EntityRefLink entityRef={row.catalog.owner} defaultKind="group" hideIcon /> : '–'}
          </Cell>
        ),
      },
      {
        id: 'state',
        label: 'State',
        defaultWidth: '2.2fr',
        minWidth: 240,
        cell: (row) => (
          <Cell>
            <div className={styles.state}>
              <StateWords row={row} />
              <DecisionButtons row={row} may={may} onAccept={onAccept} decide={decide} />
            </div>
          </Cell>
        ),
      },
    ];
  }, [api, may, now, onAccept, onDecided]);

  return (
    <div className={`${styles.table} ${page.total > 500 ? styles.dense : ''}`} data-weir-rows="">
      {refused && <Alert status="danger" icon title="This was not decided." description={refused} />}
      <Table
        columnConfig={columns}
        data={page.items}
        isStale={stale}
        selection={{
          mode: may ? 'multiple' : 'none',
          behavior: 'toggle',
          selected: new Set(selected),
          onSelectionChange: (keys) => {
            const acceptable = page.items.filter((row) => row.state === 'proposed' && row.decided === null);
            onSelect(new Set(acceptable.filter((row) => keys === 'all' || keys.has(row.id)).map((row) => row.id)));
          },
        }}
        sort={{
          descriptor: query.sort && query.sort !== 'attention' ? { column: query.sort, direction: 'ascending' } : null,
          onSortChange: ({ column }) =>
            change({ sort: column === query.sort ? undefined : String(column), offset: undefined }),
        }}
        pagination={
          page.total <= limit && offset === 0
            ? { type: 'none' }
            : {
                type: 'page',
                ...pagesOf({ offset, limit, total: page.total, onOffset: (next) => change({ offset: next }) }),
              }
        }
      />
    </div>
  );
}

function nameOf(row: InventoryRow): string {
  return row.telemetry?.name ?? row.catalog?.serviceName ?? row.catalog?.ref.split('/').at(-1) ?? row.id;
}

function CatalogCell(props: { row: InventoryRow }) {
  const { catalog, claims } = props.row;
  const entities = catalog ? [catalog] : claims;
  return (
    <Cell>
      <div className={styles.claims}>
        {entities.length === 0
          ? '–'
          : entities.map((entity) => <EntityRefLink key={entity.ref} entityRef={entity.ref} hideIcon />)}
      </div>
    </Cell>
  );
}

function StateWords(props: { row: InventoryRow }) {
  const { row } = props;
  const word = STATE_WORDS.find((one) => one.state === row.state)?.word ?? row.state;
  const why =
    row.state === 'drifted' && row.drift.length > 0
      ? row.drift.map(driftWords).join(' ')
      : row.state !== 'matched' && !(row.state === 'proposed' && row.decided === null) && row.sentence;
  return (
    <div className={styles.words}>
      <Text variant="body-medium" weight={row.state === 'matched' ? 'regular' : 'bold'}>
        {word}
      </Text>
      {why && (
        <Text variant="body-small" color="secondary">
          {why}
        </Text>
      )}
    </div>
  );
}
