import { readFileSync } from 'node:fs';
import type { BaseOptions } from '@platformatic/kafka';
import type { Config } from '../config/schema.ts';
import { readSecret } from '../config/secret.ts';
import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';

/** How long a connection may take to be made, TLS and password included. */
const CONNECT_TIMEOUT: Millis = 5_000;
/** After this a broker that was asked something counts as gone. */
const REQUEST_TIMEOUT: Millis = 30_000;
/** A broker gives up by itself a little earlier, so that its answer says why. */
const BROKER_TIMEOUT: Millis = 20_000;
/** Whoever asks repeats by itself, knowing how long it may; the library only bridges a moment. */
const RETRIES = 2;
const RETRY_DELAY: Millis = 250;

/** What of the configuration speaks of the brokers. */
export type KafkaSettings = Pick<Config['kafka'], 'brokers' | 'tls' | 'sasl'>;

/**
 * The options of every client of Kafka: where the brokers are, how they are spoken to and who we are. `purpose` tells
 * the clients of a process apart in the brokers' logs and quotas. Certificates and the password are read now.
 * @throws {WeirError} `invalid_argument` that names the setting of a file or secret that cannot be read
 */
export function clientOptions(
  { brokers, tls, sasl }: KafkaSettings,
  purpose: string,
  env: NodeJS.ProcessEnv = process.env
): BaseOptions {
  return {
    clientId: `weir-${purpose}`.replaceAll(/[^A-Za-z0-9._-]/g, '_'),
    bootstrapBrokers: brokers.map(hostAndPort),
    connectTimeout: CONNECT_TIMEOUT,
    requestTimeout: REQUEST_TIMEOUT,
    timeout: BROKER_TIMEOUT,
    retries: RETRIES,
    retryDelay: RETRY_DELAY,
    ...(tls.enabled && {
      tls: {
        ...(tls.ca !== undefined && { ca: pem(tls.ca, 'kafka.tls.ca') }),
        ...(tls.certificate !== undefined && { cert: pem(tls.certificate, 'kafka.tls.certificate') }),
        ...(tls.key !== undefined && { key: pem(tls.key, 'kafka.tls.key') }),
      },
    }),
    ...(sasl && {
      sasl: {
        mechanism: sasl.mechanism,
        username: sasl.username,
        password: readSecret(sasl.password, 'kafka.sasl.password', env),
      },
    }),
  };
}

/** `host:port` or `[address]:port`, which the schema of the configuration has checked. */
function hostAndPort(text: string): { host: string; port: number } {
  const cut = text.lastIndexOf(':');
  return { host: text.slice(0, cut).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(cut + 1)) };
}

function pem(file: string, at: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const found = `${file} (${(error as NodeJS.ErrnoException).code ?? String(error)})`;
    throw new WeirError('invalid_argument', `${at} must be a file that can be read, found ${found}.`, [
      { path: at, expected: 'a file that can be read', found },
    ]);
  }
}
