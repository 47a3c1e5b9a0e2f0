import type { FastifyInstance } from 'fastify';
import { operations, type SourceListParameters, type SourcePage } from '@weir/contract';
import type { Page, Paged } from '../../storage/ports.ts';
import { principalOf } from '../authentication.ts';
import { readPage } from '../cursor.ts';
import type { HttpDependencies, SourceState } from '../dependencies.ts';
import { toSource } from '../mapping.ts';

/** `/v1/sources`: who sends telemetry and how far each has come. */
export function sourceRoutes(app: FastifyInstance, { sources }: HttpDependencies): void {
  app.get<{ Querystring: SourceListParameters }>(
    '/v1/sources',
    { schema: operations.listSources, config: { scope: 'read' } },
    async (request): Promise<SourcePage> => {
      const { tenant } = principalOf(request);
      const all = await sources(tenant);
      const { rows, next } = readPage('sources', tenant, {}, request.query, (page) => pageOf(all, page));
      return { items: rows.map(toSource), next };
    }
  );
}

function pageOf(all: readonly SourceState[], { limit, after = '' }: Page): Paged<SourceState> {
  const keyed = all.map((source) => ({ source, key: JSON.stringify([source.mode, source.emitter ?? '', source.id]) }));
  const rest = keyed.filter(({ key }) => key > after).sort((a, b) => (a.key < b.key ? -1 : 1));
  const rows = rest.slice(0, limit);
  return { rows: rows.map(({ source }) => source), next: rest.length > limit ? rows.at(-1)?.key : undefined };
}
