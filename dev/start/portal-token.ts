import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Token } from '@weir/detection-service/config/schema.ts';

const FILE = 'portal-token';
const SECRET_BYTES = 32;

/** The token by which the portal's backend speaks to the service, and the demo for its people. */
export interface PortalToken {
  /** Goes to processes by their environment, and nowhere else. */
  readonly secret: string;
  /** What the service is told of it. */
  readonly token: Token;
}

/** The portal's token of a data directory, made at its first start and readable by its owner only. */
export function portalToken(data: string): PortalToken {
  mkdirSync(data, { recursive: true });
  const file = path.join(data, FILE);
  try {
    writeFileSync(file, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = readFileSync(file, 'utf8').trim();
  const sha256 = createHash('sha256').update(secret).digest('hex');
  return { secret, token: { name: 'portal', tenant: 'default', scopes: ['read', 'write', 'act-as'], sha256 } };
}
