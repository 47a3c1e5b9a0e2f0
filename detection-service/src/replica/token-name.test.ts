import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { tokenName } from './token-name.ts';

it('is that of the token with the secret, wherever it stands among others with its scope', () => {
  const tokens = ['of-a-tenant', 'of-replicas'].map((name) => {
    return { name, sha256: createHash('sha256').update(`the-secret-${name}`).digest('hex') };
  });
  expect(tokenName(tokens, 'the-secret-of-replicas')).toBe('of-replicas');
  expect(tokenName(tokens, 'the-secret-of-nobody')).toBeUndefined();
});
