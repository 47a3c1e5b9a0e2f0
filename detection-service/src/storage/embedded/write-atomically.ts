import { dirname } from 'node:path';
import type { Disk } from './disk.ts';
import { unavailable } from './disk.ts';

/** How names of files end that are being written; the writer removes what it finds of them when it opens. */
export const TEMPORARY = '.tmp';

/** Takes bytes one after the other. */
export type Append = (bytes: Uint8Array) => void;

/**
 * Makes a file that is there whole or not at all: written beside, made durable, then given its name. The name itself
 * is durable when it returns. Returns the size in bytes.
 */
export function writeAtomically(disk: Disk, path: string, content: (append: Append) => void): number {
  const temporary = path + TEMPORARY;
  let fd: number | undefined;
  try {
    fd = disk.open(temporary, 'create');
    const file = fd;
    let size = 0;
    content((bytes) => {
      disk.write(file, bytes, size);
      size += bytes.length;
    });
    disk.sync(fd);
    disk.close(fd);
    fd = undefined;
    disk.rename(temporary, path);
    disk.syncDirectory(dirname(path));
    return size;
  } catch (error) {
    discard(disk, fd, temporary);
    throw unavailable(path, error);
  }
}

/** Gives the room of an unfinished file back; that it fails changes nothing, for the name marks it as unfinished. */
function discard(disk: Disk, fd: number | undefined, path: string): void {
  try {
    if (fd !== undefined) disk.close(fd);
    disk.remove(path);
  } catch {
    // The error that brought us here says more.
  }
}
