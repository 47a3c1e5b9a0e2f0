import type { Connection } from '@platformatic/kafka';

/**
 * Keeps a connection from ending the process: the library reports its errors as events, too, and one that nobody listens
 * to is thrown. Whoever waits for an answer hears of the error all the same.
 */
export function endure(connection: Connection): void {
  connection.on('error', () => undefined);
}
