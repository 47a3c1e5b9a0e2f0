import { seededRandom } from '../../detection-service/src/core/random.ts';
import { isOn, type Fault } from './faults.ts';

const DAY = 86_400_000;
/** Bytes of an average packet. */
const PACKET_BYTES = 600;

/** Rates of one interface, drawn from the seed. */
interface Traffic {
  readonly name: string;
  /** Packets a second, in and out. */
  readonly rates: readonly [number, number];
  readonly waves: readonly Wave[];
}

/** A sine that traffic swings by; amplitudes of an interface sum to less than 1, so that no counter goes back. */
interface Wave {
  readonly period: number;
  readonly amplitude: number;
  readonly phase: number;
}

/** Any JSON. */
export type Tree = { readonly [name: string]: unknown };

/**
 * The interfaces of a node and their traffic: a pure function of time, so that every subscription sees the same and
 * the past can be told as well as the present. Counters are integrals of rates, whole numbers, and never go back.
 */
export class Interfaces {
  readonly booted: number;
  private readonly traffic: readonly Traffic[];
  private readonly faults: readonly Fault[];
  private readonly temperature: Wave;

  constructor(count: number, seed: number, booted: number, faults: readonly Fault[]) {
    const random = seededRandom(seed);
    const wave = (period: number, amplitude: number): Wave => ({ period, amplitude, phase: random() });
    this.booted = booted;
    this.faults = faults;
    this.temperature = wave(DAY, 4);
    this.traffic = Array.from({ length: count }, (_, i) => ({
      name: `eth${i}`,
      rates: [200 + 800 * random(), 100 + 400 * random()],
      waves: [wave(DAY, 0.3), wave(97_000, 0.05), wave(41_000, 0.05), wave(613_000, 0.05)],
    }));
  }

  get names(): readonly string[] {
    return this.traffic.map(({ name }) => name);
  }

  /** `ietf-interfaces` (RFC 8343) and a sensor of `ietf-hardware` (RFC 8348) at a time, as RFC 7951 writes them. */
  tree(time: number): Tree {
    return {
      'ietf-interfaces:interfaces': { interface: this.traffic.map((one, i) => this.interfaceAt(one, i, time)) },
      'ietf-hardware:hardware': { component: [this.sensorAt(time)] },
    };
  }

  /** `oper-status` of an interface. */
  status(name: string, time: number): 'up' | 'down' {
    return isOn(this.faults, 'interface-down', name, time) ? 'down' : 'up';
  }

  isSilent(time: number): boolean {
    return isOn(this.faults, 'silence', '', time);
  }

  private interfaceAt(traffic: Traffic, index: number, time: number): Tree {
    const { name, rates } = traffic;
    const [received, sent] = rates.map((rate) => Math.floor(rate * this.upSeconds(traffic, time)));
    const discarded = Math.floor(this.discards(name, time));
    return {
      name,
      type: 'iana-if-type:ethernetCsmacd',
      enabled: true,
      'admin-status': 'up',
      'oper-status': this.status(name, time),
      'last-change': new Date(this.lastChange(name, time)).toISOString(),
      'if-index': index + 1,
      speed: '1000000000',
      statistics: {
        'discontinuity-time': new Date(this.booted).toISOString(),
        'in-octets': String((received as number) * PACKET_BYTES),
        'in-unicast-pkts': String(received),
        'in-discards': discarded,
        'in-errors': 0,
        'out-octets': String((sent as number) * PACKET_BYTES),
        'out-unicast-pkts': String(sent),
        'out-discards': 0,
      },
    };
  }

  private sensorAt(time: number): Tree {
    const { amplitude, period, phase } = this.temperature;
    const celsius = 45 + amplitude * Math.sin(2 * Math.PI * (time / period + phase));
    return {
      name: 'cpu0',
      class: 'iana-hardware:cpu',
      'sensor-data': {
        value: Math.round(celsius * 10),
        'value-scale': 'units',
        'value-precision': 1,
        'oper-status': 'ok',
      },
    };
  }

  /** Seconds since the start in which it was up, each weighed with what its traffic was. */
  private upSeconds(traffic: Traffic, time: number): number {
    const integral = (until: number): number => {
      let seconds = (until - this.booted) / 1000;
      for (const { period, amplitude, phase } of traffic.waves) {
        const angle = (at: number): number => 2 * Math.PI * (at / period + phase);
        seconds += ((amplitude * period) / (2000 * Math.PI)) * (Math.cos(angle(this.booted)) - Math.cos(angle(until)));
      }
      return seconds;
    };
    let up = integral(time);
    for (const { kind, interface: name, start, end } of this.faults) {
      const from = Math.max(start, this.booted);
      if (kind === 'interface-down' && name === traffic.name && from < time)
        up -= integral(Math.min(end, time)) - integral(from);
    }
    return up;
  }

  /** One in fifty seconds, and during a fault 40 in one. */
  private discards(name: string, time: number): number {
    let seconds = 0;
    for (const fault of this.faults) {
      if (fault.kind !== 'discards' || fault.interface !== name) continue;
      seconds += Math.max(0, Math.min(fault.end, time) - Math.max(fault.start, this.booted)) / 1000;
    }
    return (time - this.booted) / 50_000 + 40 * seconds;
  }

  private lastChange(name: string, time: number): number {
    const edges = this.faults
      .filter((fault) => fault.kind === 'interface-down' && fault.interface === name)
      .flatMap(({ start, end }) => [start, end]);
    return Math.max(this.booted, ...edges.filter((edge) => edge <= time));
  }
}
