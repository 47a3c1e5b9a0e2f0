/**
 * A 64-bit hash of a text in two 32-bit lanes: each lane takes one UTF-16 unit at a time by xor and an odd multiplier,
 * at the end the lanes are mixed into each other with the finisher of MurmurHash3 (Appleby, public domain). Even, not
 * cryptographic: for tables whose keys a sender chooses for itself only.
 */
export function hash64(text: string): { readonly low: number; readonly high: number } {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b ^ text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul((b << 13) | (b >>> 19), 5) ^ Math.imul(unit, 0xcc9e2d51);
  }
  const low = finish(a ^ Math.imul(b, 0x1b873593));
  const high = finish(b ^ Math.imul(low, 0xe6546b64));
  return { low, high };
}

function finish(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
