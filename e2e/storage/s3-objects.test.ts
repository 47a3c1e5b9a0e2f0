import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { examineObjects } from '@weir/detection-service/storage/objects/exam.ts';
import { S3Objects, type S3Options } from '@weir/detection-service/storage/objects/s3-objects.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3Server } from '../support/s3-server.ts';
import { scratchFolder } from '../support/scratch.ts';

let server: S3Server;
let stores = 0;
const folder = scratchFolder('s3-objects');

beforeAll(async () => {
  server = await S3Server.start();
});
afterAll(() => server.stop());

examineObjects('s3', () => {
  const options = server.options(`exam/${stores++}`);
  return { store: new S3Objects(options), other: new S3Objects(options), dispose: () => undefined };
});

/** What it says when it refuses; never a secret. */
async function refusal(changes: Partial<S3Options>): Promise<string> {
  const options = { ...server.options('refused'), attempts: 2, ...changes };
  const store = new S3Objects(options);
  const errors = await Promise.all(
    [store.put('a', Buffer.from('x')), store.get('a'), store.list('a'), store.delete(['a'])].map((work) =>
      work.then(
        () => undefined,
        (error: unknown) => error
      )
    )
  );
  store.close();
  for (const error of errors) expect(error).toMatchObject({ name: 'WeirError', code: 'unavailable' });
  const [message = ''] = errors.map((error) => (error instanceof Error ? error.message : ''));
  expect(JSON.stringify(errors.map((error) => [error, String(error)]))).not.toMatch(/an-secret|an-access/);
  return message;
}

describe('what S3 refuses', () => {
  it('a bucket that is not there', async () => {
    const said = await refusal({ bucket: 'nobodys' });
    expect(said).toMatch(
      /^the bucket nobodys of http:.*: PUT refused\/a: it answered 404 NoSuchBucket: .*make the bucket/
    );
  });

  it('an access key that it does not know, and a wrong secret', async () => {
    expect(await refusal({ accessKey: 'an-access-key' })).toMatch(
      /403 InvalidAccessKeyId: .*storage.objects.s3.accessKey/
    );
    expect(await refusal({ secretKey: 'an-secret-key' })).toMatch(/403 SignatureDoesNotMatch: .*s3.secretKey is not/);
  });

  it('nobody who listens', async () => {
    expect(await refusal({ endpoint: 'http://127.0.0.1:9' })).toMatch(
      /^the bucket weir of http:\/\/127.0.0.1:9: PUT refused\/a, tried 2 times: there was no answer \(.*ECONNREFUSED/
    );
  });

  it('a server that is no S3', async () => {
    const other = createServer((_, response) => response.writeHead(500).end('<html>an oops</html>')).listen(
      0,
      '127.0.0.1'
    );
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    expect(await refusal({ endpoint: `http://127.0.0.1:${port}` })).toMatch(/tried 2 times: .*500/);
    other.close();
  });

  it('an answer that does not come at first', async () => {
    const store = new S3Objects(server.options('slow'));
    await store.put('a', Buffer.from('before'));
    server.freeze();
    const reading = store.get('a');
    await new Promise((resolve) => setTimeout(resolve, 500));
    server.thaw();
    expect(Buffer.from((await reading) ?? []).toString()).toBe('before');
    store.close();
  });

  it('asks again for an answer that breaks off, and gives up after the tries', async () => {
    let broken = 2;
    const content = Buffer.alloc(300_000, 'x');
    const flaky = createServer((_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      if (broken-- > 0) response.write(content.subarray(0, 100_000), () => response.destroy());
      else response.end(content);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => flaky.once('listening', resolve));
    const endpoint = `http://127.0.0.1:${(flaky.address() as AddressInfo).port}`;
    const store = new S3Objects({ ...server.options('flaky'), endpoint, attempts: 3 });
    const target = path.join(folder, 'flaky');
    expect((await store.getFile('a', target))?.bytes).toBe(content.length);
    broken = 3;
    await expect(store.getFile('a', target)).rejects.toMatchObject({ code: 'unavailable' });
    store.close();
    flaky.close();
  });
});
