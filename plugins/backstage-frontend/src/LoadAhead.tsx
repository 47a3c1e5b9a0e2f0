import { useEffect } from 'react';
import { lazyParts } from './lazyParts';

const ALL = Object.values(lazyParts);

/** The app's own first page comes first. */
const START_MS = 1_000;
/** In browsers that do not say when they are idle. */
const PAUSE_MS = 200;
/** A page that is never idle gets the parts all the same. */
const PATIENCE_MS = 5_000;

/**
 * Fetches the plugin's parts, one after the other, while the browser has nothing else to do, so that the first visit of a
 * page waits for its data only. Nothing is fetched for who saves data, and what fails is tried again by the page itself.
 */
export function LoadAhead(props: { parts?: readonly (() => Promise<unknown>)[] }) {
  const parts = props.parts ?? ALL;
  useEffect(() => {
    const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
    if (connection?.saveData) return undefined;
    let left = false;
    const go = async () => {
      for (const load of parts) {
        await idle();
        if (left) return;
        await load().catch(() => undefined);
      }
    };
    const timer = setTimeout(go, START_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [parts]);
  return null;
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    // Safari has no such thing.
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve(), { timeout: PATIENCE_MS });
    else setTimeout(resolve, PAUSE_MS);
  });
}
