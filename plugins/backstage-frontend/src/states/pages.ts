import { count } from '../format/number';

/** A row of pages under a list: which rows are shown, and how to go on. For a table or a list of its own. */
export function pagesOf(place: {
  offset: number;
  limit: number;
  total: number;
  onOffset: (offset: string | undefined) => void;
}) {
  const { offset, limit, total, onOffset } = place;
  return {
    pageSize: limit,
    pageSizeOptions: [],
    offset,
    totalCount: total,
    hasNextPage: offset + limit < total,
    hasPreviousPage: offset > 0,
    onNextPage: () => onOffset(String(offset + limit)),
    onPreviousPage: () => onOffset(offset > limit ? String(offset - limit) : undefined),
    getLabel: () => `${count(offset + 1)} to ${count(Math.min(offset + limit, total))} of ${count(total)}`,
  };
}

/** The place in a list that an address names; 0 for whatever is no place. */
export function offsetOf(text: string): number {
  return Math.max(0, Math.floor(Number(text)) || 0);
}
