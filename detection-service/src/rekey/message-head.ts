/** What stands before a message that is a field of another: tag and length, as protobuf writes them. */
export function messageHead(field: number, length: number): Uint8Array {
  const head: number[] = [];
  for (const value of [field * 8 + 2, length]) {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) head.push((rest % 0x80) | 0x80);
    head.push(rest);
  }
  return Uint8Array.from(head);
}
