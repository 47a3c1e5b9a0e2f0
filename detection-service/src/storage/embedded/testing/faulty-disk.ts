import { realDisk } from '../disk.ts';
import type { Disk } from '../disk.ts';

/** What goes wrong: which call, after how many of them, and with which code of Node's file system. */
export interface Fault {
  readonly call: 'write' | 'sync' | 'syncDirectory' | 'rename' | 'truncate' | 'open';
  readonly code: 'ENOSPC' | 'EIO';
  /** Calls that succeed first. */
  after: number;
}

/**
 * The disk of this machine, which fails as it is told: a write that fails has written half of its bytes, and every call
 * of that kind fails until the fault is taken away.
 */
export class FaultyDisk implements Disk {
  fault: Fault | undefined;

  #meets(call: Fault['call']): boolean {
    return this.fault?.call === call && this.fault.after-- <= 0;
  }

  #check(call: Fault['call']): void {
    if (this.#meets(call)) throw this.#error();
  }

  #error(): Error {
    const { code = 'EIO', call = '' } = this.fault ?? {};
    return Object.assign(new Error(`${code}: ${call}`), { code });
  }

  makeDirectory: Disk['makeDirectory'] = (directory) => realDisk.makeDirectory(directory);
  list: Disk['list'] = (directory) => realDisk.list(directory);
  close: Disk['close'] = (fd) => realDisk.close(fd);
  size: Disk['size'] = (fd) => realDisk.size(fd);
  read: Disk['read'] = (fd, into, position) => realDisk.read(fd, into, position);
  remove: Disk['remove'] = (path) => realDisk.remove(path);

  open: Disk['open'] = (path, access) => {
    this.#check('open');
    return realDisk.open(path, access);
  };

  write: Disk['write'] = (fd, bytes, position) => {
    if (!this.#meets('write')) {
      realDisk.write(fd, bytes, position);
      return;
    }
    realDisk.write(fd, bytes.subarray(0, bytes.length >>> 1), position);
    throw this.#error();
  };

  truncate: Disk['truncate'] = (fd, size) => {
    this.#check('truncate');
    realDisk.truncate(fd, size);
  };

  sync: Disk['sync'] = (fd) => {
    this.#check('sync');
    realDisk.sync(fd);
  };

  syncDirectory: Disk['syncDirectory'] = (directory) => {
    this.#check('syncDirectory');
    realDisk.syncDirectory(directory);
  };

  rename: Disk['rename'] = (from, to) => {
    this.#check('rename');
    realDisk.rename(from, to);
  };
}
