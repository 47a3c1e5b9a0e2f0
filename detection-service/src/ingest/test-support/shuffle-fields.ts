import type { Field } from './fields.ts';
import { parseFields, writeFields } from './fields.ts';

/** Fields that are messages, by number; `split` may be torn in two, which protobuf says is the same message. */
interface Shape {
  readonly [field: number]: { readonly shape: Shape; readonly split?: boolean };
}
const point: Shape = {};
const data: Shape = { 1: { shape: point } };
const metric: Shape = {
  5: { shape: data, split: true },
  7: { shape: data, split: true },
  9: { shape: data, split: true },
  10: { shape: data, split: true },
};
const scopeMetrics: Shape = { 1: { shape: {}, split: true }, 2: { shape: metric } };
const request: Shape = { 1: { shape: { 1: { shape: {}, split: true }, 2: { shape: scopeMetrics } } } };

/**
 * The same metrics request written by a less tidy encoder: fields in any order, messages torn in two, unknown fields in
 * between. Repeated fields keep their order, which has a meaning.
 */
export function shuffleFields(body: Uint8Array, random: () => number): Uint8Array {
  return shuffle(body, request, random);
}

function shuffle(bytes: Uint8Array, shape: Shape, random: () => number): Uint8Array {
  const fields: Field[] = [];
  for (const field of parseFields(bytes)) {
    const nested = shape[field.number];
    if (!nested) {
      fields.push(field);
      continue;
    }
    const value = shuffle(field.value as Uint8Array, nested.shape, random);
    const inner = nested.split && random() < 0.3 ? parseFields(value) : [];
    if (inner.length < 2) {
      fields.push({ ...field, value });
      continue;
    }
    const cut = 1 + Math.floor(random() * (inner.length - 1));
    fields.push(
      { ...field, value: writeFields(inner.slice(0, cut)) },
      { ...field, value: writeFields(inner.slice(cut)) }
    );
  }
  if (random() < 0.3) fields.push(unknownField(random));
  return writeFields(interleave(fields, random));
}

/** A random order in which fields of one number keep theirs. */
function interleave(fields: readonly Field[], random: () => number): Field[] {
  const byNumber = new Map<number, Field[]>();
  for (const field of fields) byNumber.set(field.number, [...(byNumber.get(field.number) ?? []), field]);
  const numbers = fields.map((field) => field.number);
  for (let i = numbers.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [numbers[i], numbers[j]] = [numbers[j] as number, numbers[i] as number];
  }
  return numbers.map((number) => (byNumber.get(number) as Field[]).shift() as Field);
}

function unknownField(random: () => number): Field {
  const number = 40 + Math.floor(random() * 5_000);
  const wireType = [0, 1, 2, 5][Math.floor(random() * 4)] as number;
  const value = BigInt(Math.floor(random() * 2 ** 31));
  return { number, wireType, value: wireType === 2 ? new Uint8Array(Math.floor(random() * 20)).fill(0x0a) : value };
}
