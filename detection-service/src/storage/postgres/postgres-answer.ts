import { WeirError } from '../../core/errors.ts';

const UNKNOWN = 'nobody that is trusted has signed its certificate: name who has by sslrootcert in storage.postgres';

/** What to do about an answer, by its SQLSTATE (PostgreSQL, appendix A) or the code of Node's network. */
const ADVICE: Readonly<Record<string, string>> = {
  '28P01': 'the password in storage.postgres is wrong',
  '28000': 'the server does not let this user in: see its pg_hba.conf and storage.postgres',
  '3D000': 'make the database, or correct storage.postgres',
  '42501': 'let the user of storage.postgres make and change tables',
  '53100': 'its disk is full: free some space',
  '53300': 'it has no connection left: raise max_connections',
  '57014': 'it took too long: see what it is busy with',
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN,
  CERT_SIGNATURE_FAILURE: UNKNOWN,
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name: correct the host in storage.postgres',
  ENOTFOUND: 'correct the host in storage.postgres',
  ECONNREFUSED: 'nobody listens there: start it, or correct storage.postgres',
};
/** Answers that do not change by asking again: the rest may be over in a moment. */
const FINAL = /^(28|3D|42|22|23|0A|SELF_|DEPTH_|UNABLE_TO|CERT_|ERR_TLS)/;

/** The server, the port and the database of a connection URL; never who connects and how. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'PostgreSQL (storage.postgres is not a URL)';
  const { host, pathname } = new URL(url);
  return `PostgreSQL at ${host === '' ? 'localhost' : host}, database ${decodeURIComponent(pathname.slice(1))}`;
}

/** The SQLSTATE of an error, or the code of Node's network; empty when there is none. */
function codeOf(error: unknown): string {
  const one = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return one instanceof Error && 'code' in one && typeof one.code === 'string' ? one.code : '';
}

/** Whether the same question may be answered later. A defect in the question is no matter of time. */
export function isPassing(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof WeirError) return false;
  return !FINAL.test(codeOf(error));
}

/** What a caller is told: where, what was tried, what the server said, what to do. The cause is not kept: it may hold the URL. */
export function postgresAnswer(error: unknown, place: string, tried: string): WeirError {
  if (error instanceof WeirError) return error;
  const code = codeOf(error);
  const said = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const reason = said instanceof Error ? said.message : String(said);
  const advice = ADVICE[code] ?? 'check that it is reachable';
  return new WeirError('unavailable', `${place}: ${tried}: ${reason}${code === '' ? '' : ` (${code})`}; ${advice}`);
}
