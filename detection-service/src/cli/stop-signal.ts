/**
 * Resolves with the first signal that asks the process to stop. Further ones change nothing: Ctrl-C in a terminal reaches
 * every process of a command, and npm and the launcher pass it on once more; what has begun to stop must not be cut off.
 */
export function stopSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
  return promise;
}
