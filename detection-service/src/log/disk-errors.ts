import { WeirError } from '../core/errors.ts';

/** A write that failed and left nothing behind: the log may go on. */
export class NothingWritten extends Error {
  constructor(cause: unknown) {
    super('nothing was written', { cause });
    this.name = 'NothingWritten';
  }
}

/** The code of an error of Node's file system, such as `ENOSPC`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the error says that there is no room: on the disk, in the quota of the user, or for a file of this size. */
export function isNoRoom(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errorCode(error) ?? '');
}

/** What a caller whose entry was not written is told, when the log goes on. */
export function notWritten(directory: string, { cause }: NothingWritten): WeirError {
  const sentence = isNoRoom(cause)
    ? `the disk of the log in ${directory} is full: free some space or keep the log for a shorter time; ` +
      'entries are accepted again as soon as there is room'
    : `the log in ${directory} could not be written (${reason(cause)}): correct that; the log tries again with the next entry`;
  return new WeirError('unavailable', sentence, [], { cause });
}

/** What every caller is told from an error on that nobody knows the extent of. */
export function readOnly(directory: string, cause: unknown): WeirError {
  return new WeirError(
    'unavailable',
    `the log in ${directory} failed (${reason(cause)}) and takes nothing more until it is opened again: ` +
      'check the disk, then restart the service; what was acknowledged is safe',
    [],
    { cause }
  );
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
