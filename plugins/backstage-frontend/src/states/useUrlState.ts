import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

/** Changes parts of the query of the URL; an empty or undefined part is taken out. */
export type ChangeUrl = (parts: Readonly<Record<string, string | undefined>>, how?: 'push' | 'replace') => void;

/**
 * The query of the URL as the state of a page: a copied address shows the same. Choosing pushes, so that Back undoes
 * it; typing replaces.
 */
export function useUrlState(): [(name: string) => string, ChangeUrl] {
  const [parameters, setParameters] = useSearchParams();
  const read = useCallback((name: string) => parameters.get(name) ?? '', [parameters]);
  const change = useCallback<ChangeUrl>(
    (parts, how = 'push') =>
      setParameters(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(parts)) {
            if (value) next.set(name, value);
            else next.delete(name);
          }
          return next;
        },
        { replace: how === 'replace' }
      ),
    [setParameters]
  );
  return [read, change];
}
