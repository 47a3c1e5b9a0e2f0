import { expect, it } from 'vitest';
import { LOGS, logDefinition } from './registry.ts';

it('finds every log by its id', () => {
  for (const definition of LOGS) expect(logDefinition(definition.id)).toBe(definition);
});

it('opens what it names', async () => {
  const log = await logDefinition('memory').open('/nowhere');
  expect(log.nextOffset).toBe(0);
});

it('does not know other logs', () => {
  expect(() => logDefinition('kafka' as never)).toThrow('there is no log kafka');
});
