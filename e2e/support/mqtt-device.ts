import { connect, type Socket } from 'node:net';
import { pause } from './service-process.ts';

const CONNECT = 0x10;
const PUBLISH = 0x30;
const PUBACK = 0x40;
const SUBSCRIBE = 0x82;
const RETRY_MS = 50;

/** What a device says with its last breath. */
export interface Will {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/**
 * A device that publishes over MQTT 3.1.1 and keeps what the broker has not acknowledged, as devices do: it connects
 * again and sends it once more. Written by hand, so that no library decides what is lost.
 */
export class MqttDevice {
  /** Messages that the broker has acknowledged. */
  acknowledged = 0;
  /** Topics of what others sent to the filter. */
  readonly heard: string[] = [];
  readonly #port: number;
  readonly #id: string;
  readonly #will: Will | undefined;
  readonly #filter: string | undefined;
  #socket: Socket | undefined;
  #ready = false;
  #ended = false;
  #rest: Buffer = Buffer.alloc(0);
  #next = 1;
  readonly #waiting = new Map<number, Buffer>();

  constructor(port: number, id: string, more: { readonly will?: Will; readonly filter?: string } = {}) {
    this.#port = port;
    this.#id = id;
    this.#will = more.will;
    this.#filter = more.filter;
    this.#connect();
  }

  /** Sends a message at QoS 1; it is sent again until the broker has it. */
  publish(topic: string, payload: string | Uint8Array): void {
    const id = this.#next;
    this.#next = (this.#next % 0xffff) + 1;
    const packet = framed(PUBLISH | 2, [text(topic), short(id), Buffer.from(payload)]);
    this.#waiting.set(id, packet);
    if (this.#ready) this.#socket?.write(packet);
  }

  /** Sends a message at QoS 0: when there is no connection nobody ever hears it. */
  mention(topic: string, payload: Uint8Array): void {
    if (this.#ready) this.#socket?.write(framed(PUBLISH, [text(topic), Buffer.from(payload)]));
  }

  /** Resolves when the broker has acknowledged everything. */
  async settled(): Promise<void> {
    while (this.#waiting.size > 0) await pause(RETRY_MS);
  }

  async connected(): Promise<void> {
    while (!this.#ready) await pause(RETRY_MS);
  }

  /** Is lost without taking leave: the broker says its will. */
  die(): void {
    this.#ended = true;
    this.#socket?.destroy();
  }

  #connect(): void {
    const socket = connect(this.#port, '127.0.0.1');
    this.#socket = socket;
    this.#rest = Buffer.alloc(0);
    socket.on('connect', () => {
      const will = this.#will === undefined ? [] : [text(this.#will.topic), text(this.#will.payload)];
      // Clean session; a will at QoS 1; 30 s keep-alive.
      const head = Buffer.from([0x00, 0x04, 0x4d, 0x51, 0x54, 0x54, 0x04, this.#will ? 0x0e : 0x02, 0x00, 0x1e]);
      socket.write(framed(CONNECT, [head, text(this.#id), ...will]));
    });
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#ready = false;
      if (!this.#ended) setTimeout(() => this.#connect(), RETRY_MS);
    });
  }

  #read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    // Whatever a broker sends here is shorter than 128 bytes but for commands, which are shorter than 16 KiB.
    while (this.#rest.length >= 2) {
      const [first = 0, low = 0, high = 0] = this.#rest;
      const head = low < 128 ? 2 : 3;
      const length = low < 128 ? low : (low & 0x7f) | (high << 7);
      if (this.#rest.length < head + length) return;
      this.#take(first & 0xf0, this.#rest.subarray(head, head + length));
      this.#rest = this.#rest.subarray(head + length);
    }
  }

  #take(kind: number, body: Buffer): void {
    if (kind === 0x20) {
      this.#ready = true;
      if (this.#filter !== undefined) {
        this.#socket?.write(framed(SUBSCRIBE, [short(1), text(this.#filter), Buffer.from([0])]));
      }
      for (const packet of this.#waiting.values()) this.#socket?.write(packet);
    } else if (kind === PUBACK) {
      if (this.#waiting.delete(body.readUInt16BE(0))) this.acknowledged++;
    } else if (kind === PUBLISH) {
      this.heard.push(body.subarray(2, 2 + body.readUInt16BE(0)).toString('utf8'));
    }
  }
}

function framed(first: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = body.length; ;) {
    const byte = rest & 0x7f;
    rest >>>= 7;
    length.push(rest > 0 ? byte | 0x80 : byte);
    if (rest === 0) break;
  }
  return Buffer.concat([Buffer.from([first, ...length]), body]);
}

function text(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([short(bytes.length), bytes]);
}

function short(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}
