import { WeirError } from '../core/errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Where one stands in a JSON document, and readers that refuse what is not expected there with the whole path. `null`
 * and absent are the same, as in protobuf's JSON mapping (https://protobuf.dev/programming-guides/json/).
 */
export class JsonPath {
  readonly #keys: (string | number)[] = [];

  /** Runs `read` for each object of the array at `key`. */
  each(parent: JsonObject, key: string, read: (item: JsonObject, index: number) => void): void {
    this.eachValue(parent, key, 'an object', (item, index) => {
      if (!isObject(item)) throw this.#refused('an object', item);
      read(item, index);
    });
  }

  eachValue(parent: JsonObject, key: string, what: string, read: (item: unknown, index: number) => void): void {
    const value = parent[key];
    if (value === undefined || value === null) return;
    this.#keys.push(key);
    if (!Array.isArray(value)) throw this.#refused(`an array, each ${what}`, value);
    value.forEach((item: unknown, index) => {
      this.#keys.push(index);
      read(item, index);
      this.#keys.pop();
    });
    this.#keys.pop();
  }

  /** Runs `read` with the object at `key`, if there is one. */
  object(parent: JsonObject, key: string, read: (item: JsonObject) => void): void {
    const value = parent[key];
    if (value === undefined || value === null) return;
    this.#keys.push(key);
    if (!isObject(value)) throw this.#refused('an object', value);
    read(value);
    this.#keys.pop();
  }

  string(parent: JsonObject, key: string): string | undefined {
    const value = parent[key] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    throw this.refuse(key, 'a string', value);
  }

  boolean(parent: JsonObject, key: string): boolean | undefined {
    const value = parent[key] ?? undefined;
    if (value === undefined || typeof value === 'boolean') return value;
    throw this.refuse(key, 'true or false', value);
  }

  /** A number, a number in a string, or one of the three that JSON lacks. */
  number(parent: JsonObject, key: string): number | undefined {
    const value = parent[key] ?? undefined;
    return value === undefined ? undefined : this.asNumber(value, key);
  }

  /** The same for an element of an array (without `key`: here). */
  asNumber(value: unknown, key?: string): number {
    if (typeof value === 'number') return value;
    if (typeof value === 'string') {
      if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
      if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return Number(value);
    }
    throw key === undefined ? this.#refused('a number', value) : this.refuse(key, 'a number', value);
  }

  /** An integer from `lowest` to `highest`, as a string or a number. */
  integer(parent: JsonObject, key: string, lowest: bigint, highest: bigint): bigint | undefined {
    const value = parent[key] ?? undefined;
    return value === undefined ? undefined : this.asInteger(value, lowest, highest, key);
  }

  asInteger(value: unknown, lowest: bigint, highest: bigint, key?: string): bigint {
    let integer: bigint | undefined;
    if (typeof value === 'number' && Number.isInteger(value)) integer = BigInt(value);
    else if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) integer = BigInt(value);
    if (integer !== undefined && integer >= lowest && integer <= highest) return integer;
    const expected = `an integer from ${lowest} to ${highest}`;
    throw key === undefined ? this.#refused(expected, value) : this.refuse(key, expected, value);
  }

  /** The only one of `keys` that is there; undefined when none is. */
  oneOf(parent: JsonObject, keys: readonly string[]): string | undefined {
    const present = keys.filter((key) => parent[key] !== undefined && parent[key] !== null);
    if (present.length > 1) {
      throw this.#error(this.#text(), `only one of ${keys.join(', ')}`, present.join(' and '));
    }
    return present[0];
  }

  /** An error about the member `key`. */
  refuse(key: string, expected: string, found: unknown): WeirError {
    this.#keys.push(key);
    return this.#refused(expected, found);
  }

  #refused(expected: string, found: unknown): WeirError {
    return this.#error(this.#text(), expected, shown(found));
  }

  #error(path: string, expected: string, found: string): WeirError {
    return new WeirError('invalid_argument', `${path}: expected ${expected}, found ${found}`, [
      { path, expected, found },
    ]);
  }

  #text(): string {
    let path = '';
    for (const key of this.#keys) path += typeof key === 'number' ? `[${key}]` : path === '' ? key : `.${key}`;
    return path === '' ? 'body' : path;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as a person recognises it, cut short. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (isObject(value)) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}
