import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import type { Scope } from '../config/schema.ts';
import { WeirError } from '../core/errors.ts';
import { actorOf } from './acting-person.ts';

async function actor(
  headers: Record<string, string>,
  scopes: readonly Scope[] = ['write', 'act-as']
): Promise<unknown> {
  const app = Fastify();
  app.decorateRequest('principal', undefined);
  app.addHook('onRequest', (request, _reply, done) => {
    request.principal = { name: 'backstage', tenant: 'default', scopes };
    done();
  });
  app.get('/', (request) => {
    try {
      return actorOf(request);
    } catch (error) {
      return error instanceof WeirError ? { code: error.code, path: error.details[0]?.path } : { code: String(error) };
    }
  });
  const answer = await app.inject({ url: '/', headers });
  return answer.json();
}

describe('the person that a service acts for', () => {
  it('is named by its headers', async () => {
    const headers = {
      'weir-actor-id': 'user%3Adefault%2Fana',
      'weir-actor-name': 'Ana%20%C5%BDi%C5%BEkov%C3%A1',
      'weir-actor-email': 'ana@example.org',
    };
    expect(await actor(headers)).toEqual({
      id: 'user:default/ana',
      name: 'Ana Žižková',
      email: 'ana@example.org',
      via: 'backstage',
    });
  });

  it('is the service itself where none is named', async () => {
    expect(await actor({})).toEqual({ id: 'backstage', name: 'backstage', via: 'backstage' });
    expect(await actor({}, ['write'])).toMatchObject({ id: 'backstage' });
  });

  it('may be named only by who has the scope', async () => {
    expect(await actor({ 'weir-actor-id': 'ana' }, ['write', 'admin'])).toMatchObject({ code: 'permission_denied' });
  });

  it.each(['%', '%20', '', 'x'.repeat(257)])('is refused as %j', async (id) => {
    expect(await actor({ 'weir-actor-id': id })).toEqual({ code: 'invalid_argument', path: 'weir-actor-id' });
  });
});
