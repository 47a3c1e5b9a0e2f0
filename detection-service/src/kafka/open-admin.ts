import { Admin, type BaseOptions, type Base } from '@platformatic/kafka';

/** A client for questions and changes of topics. It connects with the first question; `close()` it. */
export function openAdmin(options: BaseOptions): Admin {
  return guarded(new Admin(options));
}

/**
 * Keeps a client's connections from ending the process: the library reports an error of a connection as an event, and
 * one that nobody listens to is thrown. Whoever waited for an answer hears of the error all the same.
 */
export function guarded<Client extends Base>(client: Client): Client {
  client.connections.on('connecting', ({ connection }) => connection.on('error', () => undefined));
  return client;
}
