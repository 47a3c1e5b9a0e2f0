import pino, { type DestinationStream, type Level, type Logger } from 'pino';

/** Where a secret could stand in what is logged. */
const SECRET_PATHS = ['authorization', 'cookie', 'set-cookie', 'secret', 'password', 'token', 'sha256'].flatMap(
  (name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]
);

/**
 * The log of the service: one JSON object a line, on standard error unless told otherwise, so that what a command
 * prints can be piped. Values under names that hold secrets are replaced.
 */
export function createLogger(
  level: Level | 'silent',
  destination: DestinationStream = pino.destination({ fd: 2, sync: false })
): Logger {
  return pino(
    {
      level,
      base: { service: 'weir' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_PATHS, censor: '(not shown)' },
    },
    destination
  );
}
