/** gRPC statuses that are the server's fault (OpenTelemetry semantic conventions, RPC). */
const RPC_SERVER_ERRORS: ReadonlySet<string> = new Set([
  ...['2', '4', '12', '13', '14', '15'],
  ...['UNKNOWN', 'DEADLINE_EXCEEDED', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS'],
]);

/** Whether a gRPC status, as number or name, is the server's fault. */
export function isServerError(status: string): boolean {
  return RPC_SERVER_ERRORS.has(status);
}
