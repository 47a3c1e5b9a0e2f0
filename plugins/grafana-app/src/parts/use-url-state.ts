import { useCallback } from 'react';
import { useLocation } from 'react-router-dom';
import { locationService } from '@grafana/runtime';

/** How a change is remembered: typing replaces the entry in the browser's history, choosing adds one. */
export type History = 'typing' | 'choosing';

/** The part of the address that a page keeps its state in: filters, order, page, what is open. */
export function useUrlState<K extends string>(
  ...keys: K[]
): [Partial<Record<K, string>>, (change: Partial<Record<K, string | undefined>>, history?: History) => void] {
  const search = new URLSearchParams(useLocation().search);
  const state = Object.fromEntries(keys.flatMap((key) => (search.get(key) ? [[key, search.get(key)]] : [])));
  const set = useCallback((change: Partial<Record<K, string | undefined>>, history: History = 'choosing') => {
    const emptied = Object.entries(change).map(([key, value]) => [
      key,
      value === '' || value === undefined ? null : value,
    ]);
    locationService.partial(Object.fromEntries(emptied), history === 'typing');
  }, []);
  return [state as Partial<Record<K, string>>, set];
}
