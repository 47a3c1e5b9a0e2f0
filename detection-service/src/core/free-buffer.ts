/**
 * Frees the memory behind `bytes` now, when it is theirs alone, instead of when the garbage collector comes by: what lies
 * outside of its heap is what drives a busy process into collecting. `bytes` and all views of the same memory are empty
 * afterwards. Small ones are left alone: they may lie in a pool that others use too.
 */
export function freeBuffer(bytes: Uint8Array): void {
  const { buffer, byteOffset } = bytes;
  if (!(buffer instanceof ArrayBuffer) || byteOffset !== 0 || buffer.byteLength < SMALLEST) return;
  buffer.transfer(0);
}

/** Well above any pool that Node.js takes small buffers from. */
const SMALLEST = 128 * 1_024;
