import type { FastifyInstance } from 'fastify';
import { afterAll, expect } from 'vitest';
import type { Config } from '../config/schema.ts';
import type { RecordStore } from '../records/record-store.ts';
import { MemoryRecords } from '../records/memory-records.ts';
import type { Storage } from '../storage/ports.ts';
import { bearer, bodyOf, configWith, scratchStorage, seed, serverOver, START, STEP, STEPS } from './fixture.ts';

/** The story with people in it, for the tests of one file. */
export interface PeopledStory {
  readonly config: Config;
  readonly storage: Storage;
  readonly records: RecordStore;
  readonly app: FastifyInstance;
  /** What the service takes for the time; tests move it. */
  readonly clock: { now: number };
  /** Headers by which the portal says who acts: "ana" acts as Ana, whose id is "ana". */
  readonly as: (person: string, email?: string) => Record<string, string>;
  /** What a reader is answered, which must be 200 and fit the named schema of the contract. */
  readonly get: <T>(url: string, schema: Parameters<typeof bodyOf>[1]) => Promise<T>;
}

/**
 * A server over the story with the tokens `portal` (which acts for people), `writer` (which does not), `reader`, and
 * `other` of another tenant.
 */
export function peopledStory(): PeopledStory {
  const storage = scratchStorage();
  seed(storage);
  const all = ['read', 'write', 'act-as'] as const;
  const tokens = { portal: all, writer: ['write', 'read'], reader: ['read'], other: all } as const;
  const records = new MemoryRecords();
  const clock = { now: START + STEPS * STEP };
  const config = configWith(tokens, { other: 'other' });
  const app = serverOver(storage, { config, records, now: () => clock.now });
  afterAll(() => app.close());
  return {
    config,
    storage,
    records,
    app,
    clock,
    as: (person, email) => ({
      ...bearer('portal'),
      'weir-actor-id': person.toLowerCase(),
      'weir-actor-name': (person[0] ?? '').toUpperCase() + person.slice(1),
      ...(email === undefined ? {} : { 'weir-actor-email': email }),
    }),
    get: async (url, schema) => {
      const response = await app.inject({ url, headers: bearer('reader') });
      expect([response.statusCode, response.body]).toEqual([200, response.body]);
      return bodyOf(response, schema);
    },
  };
}
