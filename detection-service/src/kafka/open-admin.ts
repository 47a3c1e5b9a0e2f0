import { Admin, type BaseOptions } from '@platformatic/kafka';
import { endure } from './endure.ts';

/** A client for questions and changes of topics. It connects with the first question; `close()` it. */
export function openAdmin(options: BaseOptions): Admin {
  const admin = new Admin(options);
  admin.connections.on('connecting', ({ connection }) => endure(connection));
  return admin;
}
