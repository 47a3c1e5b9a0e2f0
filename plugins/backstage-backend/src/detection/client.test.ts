import { DetectionServiceProcess, TOKENS, freePort } from '../../dev/testing/detection-service';
import { closeFakeServers, fakeServer } from '../../dev/testing/fake-server';
import { DetectionClient, type DetectionClientOptions } from './client';
import { Contract, matchOf } from './contract';
import { WeirRefusedError, WeirUnavailableError } from './failure';

jest.setTimeout(300_000);

const clientOf = (baseUrl: string, options: Partial<DetectionClientOptions> = {}) =>
  new DetectionClient({ baseUrl, token: TOKENS.portal, timeout: 10_000, ...options });

async function failureOf(asked: Promise<unknown>): Promise<WeirUnavailableError | WeirRefusedError> {
  const error = await asked.then(
    () => undefined,
    (caught) => caught
  );
  if (error instanceof WeirUnavailableError || error instanceof WeirRefusedError) return error;
  throw new Error(`not the failure that was expected: ${error}`);
}

afterEach(closeFakeServers);

describe('the client against the real detection service', () => {
  let service: DetectionServiceProcess;
  beforeAll(async () => {
    service = await DetectionServiceProcess.start();
  });
  afterAll(() => service.close());

  it('reads with its token', async () => {
    const client = clientOf(service.url);
    await expect(client.json({ path: '/v1/info' })).resolves.toMatchObject({ contract: '1.0', tenant: 'default' });
    expect(client.answered).toBeGreaterThan(0);
  });

  it.each([
    ['a wrong token', 'not-the-secret-of-the-portal', '401'],
    ['no token', undefined, '401'],
    ['a token that may only send', TOKENS.ingest, '403'],
  ])('says what is wrong with %s', async (_, token, status) => {
    const failure = await failureOf(clientOf(service.url, { token }).ask({ path: '/v1/info' }));
    expect(failure.name).toBe('ServiceUnavailableError');
    expect(failure.weir.reason).toBe('token');
    expect(failure.message).toContain(status);
    expect(JSON.stringify(failure)).not.toContain('not-the-secret');
  });

  it('hands on what the service refuses, with its details', async () => {
    const failure = await failureOf(clientOf(service.url).ask({ path: '/v1/problems', query: { limit: 0 } }));
    expect(failure).toMatchObject({ name: 'InputError', statusCode: 400, weir: { reason: 'refused' } });
    expect(failure.weir.details[0]?.path).toContain('limit');
    const missing = await failureOf(
      clientOf(service.url).ask({ path: '/v1/problems/0d8cdd8a-65d4-5cc4-a4b8-2f7eb3ba29c1' })
    );
    expect(missing).toMatchObject({ name: 'NotFoundError', statusCode: 404 });
  });

  it('has 304 for what is known', async () => {
    const client = clientOf(service.url);
    const { etag } = await client.ask({ path: '/v1/catalog/entities' });
    expect((await client.ask({ path: '/v1/catalog/entities', known: etag })).status).toBe(304);
  });
});

describe('the client against what is not the service', () => {
  it('names the address that refuses the connection', async () => {
    const port = await freePort();
    const failure = await failureOf(clientOf(`http://127.0.0.1:${port}`).ask({ path: '/v1/info' }));
    expect(failure.weir.reason).toBe('down');
    expect(failure.message).toBe(`Weir cannot be reached: connection refused at 127.0.0.1:${port}.`);
  });

  it('gives up on one that does not answer, or only begins to', async () => {
    const silent = await fakeServer(() => undefined);
    const half = await fakeServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"a":');
    });
    for (const url of [silent, half]) {
      const failure = await failureOf(clientOf(url, { timeout: 200 }).ask({ path: '/v1/info' }));
      expect(failure.weir.reason).toBe('slow');
      expect(failure.message).toContain('in 0.2 s');
    }
  });

  it('knows a page for people when it sees one', async () => {
    const url = await fakeServer((_, response) => response.setHeader('content-type', 'text/html').end('<html>'));
    const failure = await failureOf(clientOf(url).ask({ path: '/v1/info' }));
    expect(failure.weir.reason).toBe('not-weir');
    expect(failure.message).toContain('(200, text/html)');
  });

  it('follows no redirect, which could take the token elsewhere', async () => {
    const seen: string[] = [];
    const elsewhere = await fakeServer((request, response) => {
      seen.push(request.url ?? '');
      response.setHeader('content-type', 'application/json').end('{}');
    });
    const url = await fakeServer((_, response) => response.writeHead(302, { location: elsewhere }).end());
    await failureOf(clientOf(url).ask({ path: '/v1/info' }));
    expect(seen).toEqual([]);
  });

  it('encodes names that no header could hold', async () => {
    let headers: Record<string, unknown> = {};
    const url = await fakeServer((request, response) => {
      headers = request.headers;
      response.setHeader('content-type', 'application/json').end('{}');
    });
    const actor = { id: 'user:default/ana', name: 'Аня\r\nx: y', email: 'ana@shop.example', ownershipRefs: [] };
    await clientOf(url).ask({ path: '/v1/info', actor });
    expect(headers).toMatchObject({
      'weir-actor-id': 'user%3Adefault%2Fana',
      'weir-actor-name': encodeURIComponent('Аня\r\nx: y'),
      'weir-actor-email': 'ana%40shop.example',
    });
    expect(headers.x).toBeUndefined();
  });
});

describe('contracts of other versions', () => {
  const speaking = (contract: string, capabilities: string[] = ['ratings']) =>
    fakeServer((_, response) =>
      response
        .setHeader('content-type', 'application/json')
        .end(
          JSON.stringify({ version: '9.9.9', contract, capabilities, tenant: 'default', openScore: 0.9, limits: {} })
        )
    );

  it.each([
    ['1.0', 'same'],
    ['1.7', 'service-newer'],
    ['2.0', 'incompatible'],
    ['0.9', 'incompatible'],
    ['soon', 'incompatible'],
  ])('%s is %s', (version, match) => {
    expect(matchOf(version)).toBe(match);
  });

  it('asks nothing of another major version, and says which both are', async () => {
    const contract = new Contract(clientOf(await speaking('2.1')));
    const failure = await failureOf(contract.require('ratings'));
    expect(failure.weir.reason).toBe('contract');
    expect(failure.message).toContain('This plugin speaks contract 1.0, the service 2.1.');
    expect(await contract.status()).toMatchObject({ reachable: true, contract: { match: 'incompatible' } });
  });

  it('names what an older service lacks, and goes on with what it has', async () => {
    const contract = new Contract(clientOf(await speaking('1.0', ['ratings'])));
    await expect(contract.require('ratings')).resolves.toBeUndefined();
    expect((await failureOf(contract.require('post-mortems'))).message).toContain('post-mortems is hidden until');
  });

  it('asks again after a failure', async () => {
    let calls = 0;
    const url = await fakeServer((_, response) => {
      calls++;
      if (calls === 1) response.destroy();
      else response.setHeader('content-type', 'application/json').end(JSON.stringify({ contract: '1.0' }));
    });
    const contract = new Contract(clientOf(url));
    expect((await contract.status()).problem?.reason).toBe('down');
    expect((await contract.status()).reachable).toBe(true);
    expect((await contract.status()).reachable).toBe(true);
    expect(calls).toBe(2);
  });
});
