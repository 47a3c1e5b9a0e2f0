import { useCallback, useEffect, useRef, useState } from 'react';
import { weirProblemOf, type WeirProblem } from '@weir/backstage-plugin-weir-common';

/** What is known of a request that a part of a page depends on. */
export interface Remote<T> {
  /** The newest answer; it stays while a newer one is on its way, and when that one fails. */
  value: T | undefined;
  /** Why the newest request failed. */
  problem: WeirProblem | undefined;
  /** A request is on its way. */
  loading: boolean;
  /** When `value` came, in ms. */
  asOf: number | undefined;
  /** Asks again. */
  retry: () => void;
  /** Puts another value in place, for example what a change has answered. */
  replace: (value: T) => void;
}

const RETRY_MS = 15_000;

/**
 * Asks when it is first needed and whenever `key` changes; again every 15 s while Weir is down or slow.
 *
 * @param key - tells answers apart: while it is the same, the older answer is shown until the newer one is here.
 *   Undefined asks nothing.
 */
export function useRemote<T>(key: string | undefined, load: (signal: AbortSignal) => Promise<T>): Remote<T> {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<Omit<Remote<T>, 'retry' | 'replace'>>(() => waiting(key !== undefined));
  const latest = useRef(load);
  latest.current = load;

  useEffect(() => {
    if (key === undefined) {
      setState(waiting(false));
      return undefined;
    }
    const controller = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    latest.current(controller.signal).then(
      (value) => {
        if (controller.signal.aborted) return;
        setState({ value, problem: undefined, loading: false, asOf: Date.now() });
      },
      (error) => {
        if (controller.signal.aborted) return;
        setState((before) => ({ ...before, problem: weirProblemOf(error), loading: false }));
      }
    );
    return () => controller.abort();
  }, [key, attempt]);

  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  const replace = useCallback(
    (value: T) => setState({ value, problem: undefined, loading: false, asOf: Date.now() }),
    []
  );

  const reason = state.problem?.reason;
  useEffect(() => {
    if (reason !== 'down' && reason !== 'slow') return undefined;
    const timer = setInterval(retry, RETRY_MS);
    return () => clearInterval(timer);
  }, [reason, retry]);

  return { ...state, retry, replace };
}

function waiting(loading: boolean) {
  return { value: undefined, problem: undefined, loading, asOf: undefined };
}
