import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { unpack } from './unpack.ts';

const LIMITS = { body: 10_000, unpacked: 100_000 };
const refusal = (body: Uint8Array, encoding: string | undefined): unknown => {
  try {
    unpack(body, encoding, LIMITS);
  } catch (error) {
    expect(error).toBeInstanceOf(WeirError);
    return (error as WeirError).code;
  }
  throw new Error('expected a WeirError');
};

describe('unpack', () => {
  const body = Buffer.from('some body');

  it.each([undefined, '', 'identity', ' Identity '])('leaves a body in %j as it is', (encoding) => {
    expect(unpack(body, encoding)).toBe(body);
  });

  it.each([0, 1, 9_000, 100_000])('unpacks %i bytes of gzip', (size) => {
    const content = Buffer.alloc(size, 'abc');
    expect(Buffer.compare(unpack(gzipSync(content), 'GZIP', LIMITS), content)).toBe(0);
  });

  it('joins the members of a gzip body', () => {
    expect(unpack(Buffer.concat([gzipSync('one '), gzipSync('two')]), 'gzip').toString()).toBe('one two');
  });

  it('does not depend on the length that the last member claims', () => {
    const content = Buffer.alloc(90_000, 'abc');
    const body = Buffer.concat([gzipSync(content), gzipSync('')]);
    expect(Buffer.compare(unpack(body, 'gzip', LIMITS), content)).toBe(0);
  });

  it('refuses a body over the limit before and after unpacking', () => {
    expect(refusal(Buffer.alloc(10_001), undefined)).toBe('too_large');
    expect(refusal(gzipSync(Buffer.alloc(100_001)), 'gzip')).toBe('too_large');
  });

  it('refuses a bomb without unpacking it', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1_024 * 1_024));
    const before = process.memoryUsage().arrayBuffers;
    expect(() => unpack(bomb, 'gzip', { body: 1e6, unpacked: 1_000_000 })).toThrow(/at most 1000000 bytes/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1_024 * 1_024);
  });

  it('refuses what is not gzip, cut gzip and a wrong checksum', () => {
    const good = gzipSync('some content that is long enough');
    expect(refusal(body, 'gzip')).toBe('invalid_argument');
    expect(refusal(new Uint8Array(0), 'gzip')).toBe('invalid_argument');
    for (let end = 1; end < good.length; end++) expect(refusal(good.subarray(0, end), 'gzip')).toBe('invalid_argument');
    good[good.length - 6] = (good[good.length - 6] as number) ^ 1;
    expect(refusal(good, 'gzip')).toBe('invalid_argument');
  });

  it('refuses other encodings by name', () => {
    expect(() => unpack(body, 'zstd')).toThrow(/Content-Encoding: expected gzip or identity, found zstd/);
  });
});
