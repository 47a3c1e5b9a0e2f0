import { WeirError, type ErrorCode } from '../core/errors.ts';

/** What an error of the client library may carry; it nests them by `cause` and `errors`. */
interface LibraryError {
  readonly message?: string;
  readonly code?: string;
  /** The protocol's name of what a broker answered: `UNKNOWN_TOPIC_OR_PARTITION`. */
  readonly apiId?: string;
  readonly serverErrorMessage?: string | null;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

const NOT_TRUSTED = 'its certificate is not trusted: kafka.tls.ca must name the authority that signed it';
const NO_TLS = 'it does not speak TLS: kafka.tls.enabled must be false, or the port is another one';
const NO_WAY = 'there is no way to the host';

/** What the codes of the network and of TLS mean to a person. */
const BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there: is Kafka running, and are kafka.brokers right?',
  ENOTFOUND: 'there is no such host: are kafka.brokers right?',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  EHOSTUNREACH: NO_WAY,
  ENETUNREACH: NO_WAY,
  ETIMEDOUT: 'the broker does not answer',
  ECONNRESET: 'the broker has closed the connection',
  SELF_SIGNED_CERT_IN_CHAIN: NOT_TRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: NOT_TRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_TRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOT_TRUSTED,
  CERT_SIGNATURE_FAILURE: NOT_TRUSTED,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet: is the clock of this machine right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name than the one in kafka.brokers',
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it wants a certificate: set kafka.tls.certificate and kafka.tls.key',
  PLT_KFK_AUTHENTICATION: 'the credentials are refused: check kafka.sasl.username and kafka.sasl.password',
};

/** What the brokers' answers mean to a person, and as which code they are passed on. */
const BY_ANSWER: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  SASL_AUTHENTICATION_FAILED: ['unavailable', BY_CODE['PLT_KFK_AUTHENTICATION'] as string],
  UNSUPPORTED_SASL_MECHANISM: ['unavailable', 'it does not know this mechanism: change kafka.sasl.mechanism'],
  ILLEGAL_SASL_STATE: ['unavailable', 'it does not ask who we are: kafka.sasl must go, or the port is another one'],
  UNKNOWN_TOPIC_OR_PARTITION: ['unavailable', 'the topic is not there: `weir topics apply` makes it'],
  UNKNOWN_TOPIC_ID: ['unavailable', 'the topic is not there any more: `weir topics apply` makes it'],
  TOPIC_AUTHORIZATION_FAILED: ['unavailable', 'this user may not do that with the topic: an ACL is missing'],
  GROUP_AUTHORIZATION_FAILED: ['unavailable', 'this user may not use the consumer group: an ACL is missing'],
  CLUSTER_AUTHORIZATION_FAILED: ['unavailable', 'this user may not do that in the cluster: an ACL is missing'],
  MESSAGE_TOO_LARGE: ['too_large', 'the record is larger than max.message.bytes of the topic'],
  RECORD_LIST_TOO_LARGE: ['too_large', 'the records are larger than a segment of the topic'],
  INCONSISTENT_GROUP_PROTOCOL: ['unavailable', 'other programs are in the consumer group: change kafka.group'],
  OFFSET_OUT_OF_RANGE: ['not_found', 'the topic does not have this offset any more'],
  NOT_ENOUGH_REPLICAS: ['unavailable', 'too few replicas are in sync (min.insync.replicas)'],
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: ['unavailable', 'too few replicas are in sync (min.insync.replicas)'],
  POLICY_VIOLATION: ['unavailable', 'a policy of the cluster forbids it'],
  INVALID_REPLICATION_FACTOR: ['unavailable', 'there are fewer brokers than kafka.replication'],
};

/** Words of the library for which it has no code of their own. */
const BY_MESSAGE: readonly (readonly [RegExp, string])[] = [
  [/^Unknown topic /, BY_ANSWER['UNKNOWN_TOPIC_OR_PARTITION']?.[1] as string],
  [/^Broker requires TLS/, 'it speaks TLS only: kafka.tls.enabled must be true'],
  [/verify the broker supports TLS/, NO_TLS],
  [
    /^Cannot find a suitable SASL/,
    'it hangs up when it is told who we are: is it TLS that it wants (kafka.tls.enabled)?',
  ],
  [/timed out/, 'the broker does not answer in time'],
];
const LOST = /^Connection closed|^Connection error|not available in the current cluster metadata/;
/** Where the library says with whom it did not get on. */
const PLACE = /^Connection to (\S+) (?:failed|timed out)/;

/**
 * An error of the client library in words that say what is wrong. `doing` is what was tried, as half a sentence:
 * "the brokers kafka-1:9092 cannot be reached". Anything that is a `WeirError` already stays as it is.
 */
export function kafkaError(error: unknown, doing: string): WeirError {
  if (error instanceof WeirError) return error;
  const chain = flat(error);
  for (const { apiId = '', serverErrorMessage } of chain) {
    const meaning = BY_ANSWER[apiId];
    if (meaning === undefined) continue;
    const said = apiId === 'POLICY_VIOLATION' && serverErrorMessage ? ` (${serverErrorMessage})` : '';
    return new WeirError(meaning[0], `${doing}: ${meaning[1]}${said}.`, [], { cause: error });
  }
  const inner = chain.toReversed();
  const words =
    BY_MESSAGE.find(([pattern]) => chain.some(({ message = '' }) => pattern.test(message)))?.[1] ??
    inner.map(({ code = '' }) => BY_CODE[code]).find((found) => found !== undefined) ??
    (chain.some(({ message = '' }) => LOST.test(message))
      ? 'it has closed the connection: is it credentials that it wants (kafka.sasl)?'
      : undefined) ??
    (inner[0]?.message ?? String(error)).replace(/\.$/, '');
  const place = chain.map(({ message = '' }) => PLACE.exec(message)?.[1]).find((found) => found !== undefined);
  const sentence = `${doing}${place === undefined ? '' : ` (${place})`}: ${words.replace(/([^?])$/, '$1.')}`;
  return new WeirError('unavailable', sentence, [], { cause: error });
}

/** The protocol's names of everything that brokers have answered in an error. */
export function answersOf(error: unknown): readonly string[] {
  return flat(error).flatMap(({ apiId }) => (apiId === undefined ? [] : [apiId]));
}

/** Whether trying again cannot help before somebody changes something: credentials, certificates, rights, settings. */
export function isLasting(error: unknown): boolean {
  return flat(error).some(
    ({ code = '', apiId = '' }) =>
      code === 'PLT_KFK_AUTHENTICATION' ||
      code.includes('CERT') ||
      code.startsWith('ERR_SSL') ||
      apiId.endsWith('_AUTHORIZATION_FAILED') ||
      apiId === 'UNSUPPORTED_SASL_MECHANISM'
  );
}

/** An error and all that it was made of, outermost first. */
function flat(error: unknown, depth = 0): LibraryError[] {
  if (typeof error !== 'object' || error === null || depth > 8) return [];
  const own = error as LibraryError;
  return [own, ...[...(own.errors ?? []), own.cause].flatMap((inner) => flat(inner, depth + 1))];
}
