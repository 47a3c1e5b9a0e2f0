import { createHash } from 'node:crypto';
import type { Token } from '../config/schema.ts';

/** Name of the token that has this secret: the one that replicas show to each other, and no other one. */
export function tokenName(tokens: readonly Pick<Token, 'name' | 'sha256'>[], secret: string): string | undefined {
  const digest = createHash('sha256').update(secret).digest('hex');
  return tokens.find(({ sha256 }) => sha256 === digest)?.name;
}
