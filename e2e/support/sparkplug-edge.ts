import { MqttDevice } from './mqtt-device.ts';

/** Sparkplug's data type for numbers of 64 bits with a point. */
const DOUBLE = 10;
const UINT64 = 8;

interface MetricValue {
  readonly name?: string;
  readonly alias?: number;
  readonly type?: number;
  readonly double?: number;
  readonly long?: number;
}

/**
 * A Sparkplug B edge node with one device: births with names and aliases, data with aliases alone, its death as last
 * will. It is born again when it is asked to.
 */
export class SparkplugEdge {
  readonly #device: MqttDevice;
  readonly #topic: (kind: string, device?: string) => string;
  readonly #name: string;
  #seq = 0;
  #births = 0;

  constructor(port: number, group: string, node: string, device: string) {
    this.#name = device;
    this.#topic = (kind, of) => ['spBv1.0', group, kind, node, ...(of === undefined ? [] : [of])].join('/');
    const will = { topic: this.#topic('NDEATH'), payload: payload(-1, [{ name: 'bdSeq', type: UINT64, long: 0 }]) };
    this.#device = new MqttDevice(port, `edge-${node}`, { will, filter: this.#topic('NCMD') });
  }

  get births(): number {
    return this.#births;
  }

  async born(value: number): Promise<void> {
    await this.#device.connected();
    this.#birth(value);
  }

  /** A value of the device, by its alias alone. */
  data(value: number): void {
    if (this.#device.heard.splice(0).length > 0) this.#birth(value);
    this.#seq = (this.#seq + 1) % 256;
    this.#device.mention(this.#topic('DDATA', this.#name), payload(this.#seq, [{ alias: 7, double: value }]));
  }

  die(): void {
    this.#device.die();
  }

  #birth(value: number): void {
    this.#births++;
    this.#seq = 1;
    const bdSeq = { name: 'bdSeq', type: UINT64, long: 0 };
    this.#device.mention(this.#topic('NBIRTH'), payload(0, [bdSeq]));
    const metric = { name: 'Oil/Temperature', alias: 7, type: DOUBLE, double: value };
    this.#device.mention(this.#topic('DBIRTH', this.#name), payload(1, [metric]));
  }
}

/** A payload by the schema of Sparkplug 3.0, 6.4.1. */
function payload(seq: number, metrics: readonly MetricValue[]): Uint8Array {
  const now = varint(Date.now());
  const parts = [tag(1, 0), now];
  for (const metric of metrics) {
    const body = Buffer.concat(fieldsOf(metric));
    parts.push(tag(2, 2), varint(body.length), body);
  }
  if (seq >= 0) parts.push(tag(3, 0), varint(seq));
  return Buffer.concat(parts);
}

function fieldsOf({ name, alias, type, double, long }: MetricValue): Buffer[] {
  const parts: Buffer[] = [];
  if (name !== undefined) parts.push(tag(1, 2), varint(Buffer.byteLength(name)), Buffer.from(name));
  if (alias !== undefined) parts.push(tag(2, 0), varint(alias));
  if (type !== undefined) parts.push(tag(4, 0), varint(type));
  if (long !== undefined) parts.push(tag(11, 0), varint(long));
  if (double !== undefined) {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(double);
    parts.push(tag(13, 1), bytes);
  }
  return parts;
}

function tag(field: number, wire: number): Buffer {
  return varint(field * 8 + wire);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? byte + 128 : byte);
    if (rest === 0) return Buffer.from(bytes);
  }
}
