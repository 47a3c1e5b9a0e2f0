/**
 * What runs in the page: sets a clock that the next click starts, and that stops when the page is interactive;
 * `window.weirVisit` then resolves with what is known of the visit. Text, because the page is not this program.
 */
export const INTERACTIVE_CLOCK = `(wanted, words, restMs, patienceMs) => {
  const pattern = new RegExp(words);
  const { promise, resolve, reject } = Promise.withResolvers();
  promise.catch(() => undefined);
  window.weirVisit = promise;
  let busyUntil = 0;
  let busy = 0;
  // The browser keeps only so many of them.
  performance.clearResourceTimings();
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      busyUntil = Math.max(busyUntil, startTime + duration);
      busy += duration;
    }
  });
  observer.observe({ type: 'longtask' });

  /** A click in the middle of what is seen of it would reach it. */
  const canBeClicked = () => {
    const found = document.querySelector(wanted);
    const box = found?.getBoundingClientRect();
    if (!box || box.width === 0 || box.height === 0) return false;
    const hit = document.elementFromPoint(
      box.left + Math.min(box.width, innerWidth - box.left) / 2,
      box.top + Math.min(box.height, innerHeight - box.top) / 2
    );
    return hit !== null && found.contains(hit) && pattern.test(document.body.textContent);
  };

  const start = ({ timeStamp }) => {
    let shown = 0;
    const look = () => {
      const now = performance.now();
      if (now - timeStamp > patienceMs) {
        observer.disconnect();
        reject(new Error(\`no \${wanted} that can be clicked and no rest in \${patienceMs} ms\`));
      } else if (shown === 0) {
        // The picture with it is on the screen after the next frame.
        if (canBeClicked()) requestAnimationFrame(() => setTimeout(() => (shown = performance.now())));
        requestAnimationFrame(look);
      } else if (now - Math.max(shown, busyUntil) < restMs) {
        setTimeout(look, 50);
      } else {
        observer.disconnect();
        const end = Math.max(shown, busyUntil);
        const requests = performance
          .getEntriesByType('resource')
          .filter(({ startTime }) => startTime < end)
          .map(({ name, startTime, responseEnd }) => ({
            path: new URL(name).pathname,
            from: startTime - timeStamp,
            to: responseEnd - timeStamp,
          }));
        resolve({ elapsed: end - timeStamp, drawn: shown - timeStamp, busy, requests });
      }
    };
    requestAnimationFrame(look);
  };
  document.addEventListener('click', start, { capture: true, once: true });
}`;
