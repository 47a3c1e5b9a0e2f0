import { describe, expect, it } from 'vitest';
import { freeBuffer } from './free-buffer.ts';

describe('freeBuffer', () => {
  it('empties a large buffer at once', () => {
    const bytes = new Uint8Array(1 << 20);
    const before = process.memoryUsage().arrayBuffers;
    freeBuffer(bytes);
    expect(bytes.length).toBe(0);
    expect(process.memoryUsage().arrayBuffers).toBeLessThanOrEqual(before - (1 << 20));
  });

  it('leaves what may lie in a pool, and what is a part of something larger', () => {
    const pooled = Buffer.from('small');
    const part = new Uint8Array(1 << 20).subarray(8);
    for (const bytes of [pooled, part]) {
      freeBuffer(bytes);
      expect(bytes.length).toBeGreaterThan(0);
    }
  });

  it('does nothing the second time', () => {
    const bytes = new Uint8Array(1 << 20);
    freeBuffer(bytes);
    expect(() => freeBuffer(bytes)).not.toThrow();
  });
});
