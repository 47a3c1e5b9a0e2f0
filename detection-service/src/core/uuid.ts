import { createHash } from 'node:crypto';

/** The namespace of all of Weir's name-based ids: a fixed random value. Changing it would rename everything. */
const NAMESPACE = Buffer.from('6f1c2a34b2a85a5f9d0c3c0d2f6b7e11', 'hex');

/**
 * A name-based UUID, version 5 (RFC 9562 §5.5). Anomalies and problems are named by (tenant, subject, first step), so
 * that a replay gives the same ids.
 */
export function uuid5(...name: readonly (string | number)[]): string {
  const hash = createHash('sha1').update(NAMESPACE).update(JSON.stringify(name)).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
