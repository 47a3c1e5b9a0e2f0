/** The typed arrays that a snapshot can hold. */
export type StateArray = Float64Array | Float32Array | Uint32Array | Int32Array | Uint16Array | Uint8Array;

/**
 * The state of one stage as plain data: a version, a JSON-safe header and columns. A stage restored from it continues
 * bit for bit. Writing it to disk, with checksums, is the snapshot store's business.
 */
export interface StageState {
  /** Counts up when the shape changes; a stage refuses a version that it does not know. */
  readonly version: number;
  readonly header: unknown;
  readonly columns: Readonly<Record<string, StateArray>>;
}
