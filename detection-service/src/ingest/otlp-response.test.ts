import { describe, expect, it } from 'vitest';
import { ERROR_CODES, WeirError } from '../core/errors.ts';
import { errorStatus, exportResponse } from './otlp-response.ts';
import { parseFields } from './test-support/fields.ts';

describe('exportResponse', () => {
  it('is empty when all was taken', () => {
    expect(exportResponse(new Map(), 'protobuf')).toEqual({
      contentType: 'application/x-protobuf',
      body: new Uint8Array(0),
    });
    expect(Buffer.from(exportResponse(new Map(), 'json').body).toString()).toBe('{}');
  });

  it('says how many points were refused and why', () => {
    const rejected = new Map([
      ['summary', 200],
      ['no_time', 100],
    ]);
    const [partial] = parseFields(exportResponse(rejected, 'protobuf').body);
    expect(partial?.number).toBe(1);
    expect(parseFields(partial?.value as Uint8Array)).toEqual([
      { number: 1, wireType: 0, value: 300n },
      { number: 2, wireType: 2, value: Uint8Array.from(Buffer.from('summary: 200, no_time: 100')) },
    ]);
    expect(JSON.parse(Buffer.from(exportResponse(rejected, 'json').body).toString())).toEqual({
      partialSuccess: { rejectedDataPoints: '300', errorMessage: 'summary: 200, no_time: 100' },
    });
  });
});

describe('errorStatus', () => {
  it.each(ERROR_CODES)('%s has a code of google.rpc', (code) => {
    const error = new WeirError(code, 'a sentence');
    const { body, contentType } = errorStatus(error, 'json');
    expect(contentType).toBe('application/json');
    const status = JSON.parse(Buffer.from(body).toString()) as { code: number; message: string };
    expect(status).toEqual({ code: expect.any(Number) as number, message: 'a sentence' });
    expect(parseFields(errorStatus(error, 'protobuf').body)).toEqual([
      { number: 1, wireType: 0, value: BigInt(status.code) },
      { number: 2, wireType: 2, value: Uint8Array.from(Buffer.from('a sentence')) },
    ]);
  });
});
