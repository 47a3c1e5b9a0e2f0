/** What can go wrong with a simulated node. */
export const FAULT_KINDS = ['interface-down', 'discards', 'silence'] as const;

/** Something that goes wrong for a while. */
export interface Fault {
  readonly kind: (typeof FAULT_KINDS)[number];
  /** The interface; empty for a silence, which is the node's. */
  readonly interface: string;
  /** First and last instant, in milliseconds since the Unix epoch. */
  readonly start: number;
  readonly end: number;
}

/** Whether a fault of a kind is on, at an interface or for the node as a whole. */
export function isOn(faults: readonly Fault[], kind: Fault['kind'], name: string, time: number): boolean {
  return faults.some(
    (fault) => fault.kind === kind && fault.interface === name && fault.start <= time && time < fault.end
  );
}

/**
 * Reads `interface-down:eth1:-30m:10m`: the kind, the interface (nothing for a silence), when it begins (before or after
 * `now`) and how long it lasts.
 *
 * @throws Error that says what was expected
 */
export function readFault(text: string, now: number): Fault {
  const [kind = '', name = '', from = '', length = ''] = text.split(':');
  const known = FAULT_KINDS.find((one) => one === kind);
  const [start, lasts] = [readSpan(from), readSpan(length)];
  if (
    known === undefined ||
    start === undefined ||
    lasts === undefined ||
    lasts <= 0 ||
    (name === '') !== (kind === 'silence')
  ) {
    throw new Error(
      `expected a fault such as interface-down:eth1:-30m:10m, discards:eth2:5m:2m or silence::1m:30s, found "${text}"`
    );
  }
  return { kind: known, interface: name, start: now + start, end: now + start + lasts };
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A span such as `90s`, `-5m` or `6h` in milliseconds; undefined for anything else. */
export function readSpan(text: string): number | undefined {
  const [, sign, number, unit] = /^(-?)(\d{1,9})([smhd])$/.exec(text) ?? [];
  if (number === undefined || unit === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * Number(number) * (UNITS[unit] as number);
}
