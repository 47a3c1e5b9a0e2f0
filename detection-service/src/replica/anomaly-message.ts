import type { ToldAnomaly } from '../aggregate/anomaly.ts';
import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';

/** Counts up when a reader of the version before could not understand a message. Fields may be added without. */
export const ANOMALY_MESSAGE_VERSION = 1;

/** How far a clock of a tenant has come in one partition: all steps that end up to here are closed; null: all there are. */
export type Reach = Millis | null;

/**
 * What an entry of one partition of the log changed about the anomalies of one tenant, and how far event time has come
 * there. The same entry gives the same message, whoever sends it: (tenant, partition, offset) is its identity.
 */
export interface AnomalyMessage {
  readonly version: number;
  readonly tenant: string;
  /** Of the observations. */
  readonly partition: number;
  readonly offset: number;
  readonly live?: Reach | undefined;
  readonly history?: Reach | undefined;
  readonly told: readonly ToldAnomaly[];
}

/** The message as the value of a record: JSON in UTF-8. */
export function encodeAnomalyMessage(message: AnomalyMessage): Buffer {
  return Buffer.from(JSON.stringify(message), 'utf8');
}

/**
 * @throws {WeirError} `invalid_argument` for what is no such message; `unavailable` for one of a newer version, which
 * must not be passed over
 */
export function decodeAnomalyMessage(value: Uint8Array): AnomalyMessage {
  const message = parsed(value);
  if (message === undefined) throw refused('value', 'a JSON object', `${value.length} bytes of something else`);
  const { version, tenant, partition, offset, told } = message as Partial<AnomalyMessage>;
  if (typeof version !== 'number') throw refused('version', 'a number', typeof version);
  if (version > ANOMALY_MESSAGE_VERSION) {
    throw new WeirError('unavailable', 'A replica of a newer version wrote this message: upgrade this one.', [
      { path: 'version', expected: `at most ${ANOMALY_MESSAGE_VERSION}`, found: String(version) },
    ]);
  }
  if (typeof tenant !== 'string') throw refused('tenant', 'a text', typeof tenant);
  if (!Number.isSafeInteger(partition)) throw refused('partition', 'a whole number', String(partition));
  if (!Number.isSafeInteger(offset)) throw refused('offset', 'a whole number', String(offset));
  if (!Array.isArray(told)) throw refused('told', 'a list', typeof told);
  return message as AnomalyMessage;
}

function parsed(value: Uint8Array): unknown {
  try {
    const message: unknown = JSON.parse(Buffer.from(value.buffer, value.byteOffset, value.length).toString('utf8'));
    return typeof message === 'object' && message !== null && !Array.isArray(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

function refused(path: string, expected: string, found: string): WeirError {
  return new WeirError('invalid_argument', `This is no message about anomalies: ${path} should be ${expected}.`, [
    { path, expected, found },
  ]);
}
