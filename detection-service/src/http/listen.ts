import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/schema.ts';
import { WeirError } from '../core/errors.ts';

/** Listens where the configuration says; returns the address. Throws `WeirError` `conflict` when the port is in use. */
export async function listen(server: FastifyInstance, config: Config): Promise<string> {
  const { host, port } = config.listen;
  try {
    return await server.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new WeirError(
      'conflict',
      `Port ${port} on ${host} is in use: stop what listens there, or choose another with --listen.`,
      [{ path: 'listen.port', expected: 'a free port', found: String(port) }]
    );
  }
}
