import { useCallback, useEffect, useRef, useState } from 'react';

import { ask, NoAnswer, Params } from './ask';

/** Skeletons come after this; before, what was there stays. */
const SKELETON_AFTER = 300;
/** From here on a page offers a shorter range. */
const SLOW_AFTER = 5000;
const RETRY_AFTER = 15_000;

/** What a page knows of one answer. Data stays while it is asked for again, and when that fails. */
export interface Answer<T> {
  data?: T;
  /** When the data came. */
  at?: number;
  error?: NoAnswer;
  loading: boolean;
  /** Nothing has come for long enough to say so. */
  skeleton: boolean;
  slow: boolean;
  retry: () => void;
}

/**
 * Asks for what a page shows, again whenever the request or `again` changes; failures are tried again until they pass.
 * Without a path nothing is asked.
 */
export function useAnswer<T>(path: string | undefined, params: Params = {}, again?: unknown): Answer<T> {
  const [state, setState] = useState<Omit<Answer<T>, 'retry'>>({ loading: true, skeleton: false, slow: false });
  const [tries, setTries] = useState(0);
  const request = JSON.stringify([path, params]);
  const last = useRef<string>(undefined);
  const retry = useCallback(() => setTries((count) => count + 1), []);

  useEffect(() => {
    if (path === undefined) {
      return undefined;
    }
    let current = true;
    const change = (next: Partial<Omit<Answer<T>, 'retry'>>) => current && setState((now) => ({ ...now, ...next }));
    // What belongs to another thing must not stand under its name.
    const same = last.current?.startsWith(JSON.stringify([path]).slice(0, -1));
    last.current = request;
    change(same ? { loading: true, slow: false } : { loading: true, slow: false, data: undefined, error: undefined });
    const timers = [
      setTimeout(() => change({ skeleton: true }), SKELETON_AFTER),
      setTimeout(() => change({ slow: true }), SLOW_AFTER),
    ];
    const quiet = { loading: false, skeleton: false, slow: false };
    ask<T>(path, params)
      .then((data) => change({ ...quiet, data, at: Date.now(), error: undefined }))
      .catch((error: NoAnswer) => {
        change({ ...quiet, error });
        if (error.kind === 'down' && current) {
          timers.push(setTimeout(retry, RETRY_AFTER));
        }
      })
      .finally(() => timers.slice(0, 2).forEach(clearTimeout));
    return () => {
      current = false;
      timers.forEach(clearTimeout);
    };
    // The request's text stands for path and params.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [request, again, tries, retry]);

  return { ...state, retry };
}
