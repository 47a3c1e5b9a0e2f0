import React, { ReactNode } from 'react';
import { css, cx } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { Icon, Pagination, useStyles2 } from '@grafana/ui';

import { counted } from '../words/numbers';
import { useRowKeys } from './keys';

/** A column of a table that the server sorts. */
export interface Column<T> {
  id: string;
  title: string;
  /** Whether the server can sort by it. */
  sortable?: boolean;
  /** Numbers stand right-aligned. */
  number?: boolean;
  /** Left out where there is no room. */
  wide?: boolean;
  /** Takes the room that is left. */
  grows?: boolean;
  cell: (row: T) => ReactNode;
}

interface Props<T> {
  label: string;
  columns: Array<Column<T>>;
  rows: T[];
  keyOf: (row: T) => string;
  total: number;
  /** What the rows are called: problem, service. */
  unit: string;
  pageRows: number;
  page: number;
  /** The column that is sorted by, with a minus in front when it is turned round. */
  sort?: string;
  onSort: (sort: string | undefined) => void;
  onPage: (page: number) => void;
  /** A row before all others, over all columns. */
  first?: ReactNode;
}

/** A table whose order and pages are the server's: a browser never holds more than one page. */
export function ServerTable<T>({ columns, rows, total, pageRows, page, sort, ...props }: Props<T>) {
  const styles = useStyles2(getStyles);
  const body = useRowKeys();
  const pages = Math.ceil(total / pageRows);
  const classes = ({ number, wide, grows }: Column<T>) =>
    cx(number && styles.number, wide && styles.wide, grows && styles.grows);
  return (
    <div ref={body}>
      <div className={styles.scroll}>
        <table className={cx(styles.table, total > 50 && styles.dense)} aria-label={props.label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.id} scope="col" className={classes(column)} aria-sort={sorted(column.id, sort)}>
                  {column.sortable ? (
                    <button type="button" className={styles.sort} onClick={() => props.onSort(turned(column.id, sort))}>
                      {column.title}
                      {sort === column.id && <Icon name="arrow-up" size="sm" />}
                      {sort === `-${column.id}` && <Icon name="arrow-down" size="sm" />}
                    </button>
                  ) : (
                    column.title
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {props.first && (
              <tr>
                <td colSpan={columns.length}>{props.first}</td>
              </tr>
            )}
            {rows.map((row) => (
              <tr key={props.keyOf(row)}>
                {columns.map((column) => (
                  <td key={column.id} className={classes(column)}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && (
        <div className={styles.pages}>
          <span>
            {rows.length} of {counted(total, props.unit)} shown.
          </span>
          <Pagination currentPage={page} numberOfPages={pages} onNavigate={props.onPage} hideWhenSinglePage />
        </div>
      )}
    </div>
  );
}

const sorted = (id: string, sort?: string) =>
  sort === id ? ('ascending' as const) : sort === `-${id}` ? ('descending' as const) : undefined;

/** Down first, then up, then as it was. */
const turned = (id: string, sort?: string) => (sort === `-${id}` ? id : sort === id ? undefined : `-${id}`);

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflowX: 'auto', position: 'relative' }),
  table: css({
    width: '100%',
    'th, td': { padding: theme.spacing(0, 1), height: 44, textAlign: 'left', whiteSpace: 'nowrap' },
    th: {
      height: 36,
      color: theme.colors.text.secondary,
      fontWeight: theme.typography.fontWeightMedium,
      fontSize: theme.typography.bodySmall.fontSize,
    },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
    'tbody tr:hover, tbody tr:focus-within': { background: theme.colors.action.hover },
  }),
  dense: css({ 'tbody td': { height: 32 } }),
  number: css({ '&&': { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } }),
  wide: css({ [theme.breakpoints.down('md')]: { display: 'none' } }),
  grows: css({
    '&&': { width: '99%', maxWidth: 0, minWidth: 140, overflow: 'hidden', textOverflow: 'ellipsis' },
    // Beside a docked menu, and on a phone, there is more room downwards.
    [theme.breakpoints.down('xxl')]: {
      '&&': { whiteSpace: 'normal', overflowWrap: 'anywhere', paddingBlock: theme.spacing(1) },
    },
  }),
  sort: css({
    background: 'none',
    border: 0,
    padding: 0,
    font: 'inherit',
    color: 'inherit',
    display: 'inline-flex',
    alignItems: 'center',
    '&:hover': { color: theme.colors.text.primary },
  }),
  pages: css({
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    alignItems: 'center',
    paddingTop: theme.spacing(2),
    color: theme.colors.text.secondary,
  }),
});
