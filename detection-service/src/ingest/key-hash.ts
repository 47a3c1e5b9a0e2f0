/**
 * The 64-bit key of a point: the sum, lane by lane, of the hashes of all its parts (each resource attribute, scope name,
 * metric name, unit, kind, each point attribute), each part with the seed of its role. A sum does not depend on order,
 * so a sender whose maps come out shuffled keeps its key.
 *
 * One part is hashed eight bytes at a time in two 32-bit lanes: each lane takes a word by xor and an odd multiplier, then
 * the lanes are rotated into each other. For given words a round is a bijection of the 64-bit state, so nothing that has
 * been taken in is lost, and high bits, where products mix best, come down into the next product. The multipliers are
 * those of MurmurHash3 (Appleby, public domain). It is fast and even, not cryptographic: who chooses the bytes can make
 * two identities meet, so keys must not be shared between tenants.
 */
const MULTIPLY_A = 0xcc9e2d51;
const MULTIPLY_B = 0x1b873593;
const FINISH_A = 0x85ebca6b;
const FINISH_B = 0xc2b2ae35;
const FINISH_C = 0x27d4eb2f;

/** Seeds by role: the same bytes in another role are another part. First 32 bits of the fractions of √2, √3, √5 …. */
export const SEED_RESOURCE = 0x6a09e667 | 0;
export const SEED_SCOPE = 0xbb67ae85 | 0;
export const SEED_NAME = 0x3c6ef372 | 0;
export const SEED_UNIT = 0xa54ff53a | 0;
export const SEED_POINT = 0x510e527f | 0;
export const SEED_KIND = 0x9b05688c | 0;

/** Adds the hash of `[start, end)` to the lanes `sum[0]` and `sum[1]`. Reads nothing outside of the range. */
export function addHash(sum: Int32Array, view: DataView, start: number, end: number, seed: number): void {
  const length = end - start;
  if (length < 8) return addShortHash(sum, view, start, end, seed);
  let a = seed ^ length;
  let b = seed + length;
  let pos = start;
  do {
    a = Math.imul(a ^ view.getUint32(pos, true), MULTIPLY_A);
    b = Math.imul(b ^ view.getUint32(pos + 4, true), MULTIPLY_B);
    a = (((a << 15) | (a >>> 17)) + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    pos += 8;
  } while (pos + 8 <= end);
  if (pos < end) {
    // The rest is read as the last eight bytes, which overlap what has been read: the length tells them apart.
    a = Math.imul(a ^ view.getUint32(end - 8, true), MULTIPLY_A);
    b = Math.imul(b ^ view.getUint32(end - 4, true), MULTIPLY_B);
    a = (((a << 15) | (a >>> 17)) + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
  }
  finish(sum, a, b);
}

/** Fewer than eight bytes: they go into the lanes as they are. A function of its own keeps `addHash` small enough to inline. */
function addShortHash(sum: Int32Array, view: DataView, start: number, end: number, seed: number): void {
  let low = 0;
  let high = 0;
  for (let pos = end - 1; pos >= start; pos--) {
    high = (high << 8) | (low >>> 24);
    low = (low << 8) | view.getUint8(pos);
  }
  const length = end - start;
  finish(sum, Math.imul(seed ^ length ^ low, MULTIPLY_A), Math.imul((seed + length) ^ high, MULTIPLY_B));
}

/** Adds the hash of one 32-bit number. */
export function addNumberHash(sum: Int32Array, value: number, seed: number): void {
  finish(sum, seed ^ value, seed + value);
}

/**
 * Lets every bit of the state reach every bit of both lanes, then adds. Each step is a bijection of the state; the lanes
 * multiply side by side, because what counts here is how long a result takes.
 */
function finish(sum: Int32Array, first: number, second: number): void {
  let a = Math.imul(first ^ (first >>> 16), FINISH_A);
  let b = Math.imul(second ^ (second >>> 15), FINISH_B);
  a ^= (b << 11) | (b >>> 21);
  b = (b + ((a << 19) | (a >>> 13))) | 0;
  a = Math.imul(a ^ (a >>> 15), FINISH_C);
  b = Math.imul(b ^ (b >>> 13), FINISH_A);
  a ^= (b << 16) | (b >>> 16);
  b ^= a >>> 15;
  sum[0] = (sum[0] as number) + a;
  sum[1] = (sum[1] as number) + b;
}
