/**
 * The few things that the log asks of a file system. Two implementations: the disk (`disk-files.ts`) and a twin in
 * memory that loses power and fails on request (`faulty-files.ts`). Errors are Node's own, with `code` `ENOSPC`, `EIO` …
 */
export interface Files {
  /** Makes the directory and what is missing above it. */
  makeDirectory(directory: string): Promise<void>;
  /** The names in a directory, sorted. */
  list(directory: string): Promise<readonly string[]>;
  /** Makes a new file, open for reading and writing; `EEXIST` when it is there already. */
  create(path: string): Promise<OpenFile>;
  /** Opens a file that exists. */
  open(path: string, access: 'read' | 'write'): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Makes names durable: what was created, renamed or unlinked in the directory survives a power loss from here on. */
  syncDirectory(directory: string): Promise<void>;
}

/** An open file. Positions and sizes are in bytes. */
export interface OpenFile {
  size(): Promise<number>;
  /** Reads until `into` is full or the file ends; returns the bytes read. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Writes all the pieces one after the other, or fails; after a failure any part of them may be in the file. */
  write(pieces: readonly Uint8Array[], position: number): Promise<void>;
  truncate(size: number): Promise<void>;
  /** `fdatasync`: the content and the size are durable when it resolves. After a failure nobody knows what is. */
  sync(): Promise<void>;
  close(): Promise<void>;
}
