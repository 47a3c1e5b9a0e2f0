import type { Log } from './log.ts';
import { openMemoryLog } from './memory-log.ts';
import { openSegmentLog } from './segment-log.ts';
import type { SegmentLogOptions } from './segment-log.ts';

/** A kind of log, chosen by its id in the configuration. */
export interface LogDefinition {
  readonly id: string;
  readonly summary: string;
  /** Opens the log of a data directory that this process has locked. */
  readonly open: (directory: string, options?: SegmentLogOptions) => Promise<Log>;
}

/** Every log, in the order in which the documents list them. Adding one = one file and one line here. */
export const LOGS = [
  { id: 'segments', summary: 'Files in the data directory, one group fsync for all that wait.', open: openSegmentLog },
  {
    id: 'memory',
    summary: 'Nothing survives the process: for replays and tests.',
    open: () => Promise.resolve(openMemoryLog()),
  },
] as const satisfies readonly LogDefinition[];

export type LogId = (typeof LOGS)[number]['id'];

/** The log of that id. */
export function logDefinition(id: LogId): LogDefinition {
  const found: LogDefinition | undefined = LOGS.find((definition) => definition.id === id);
  if (found === undefined) throw new TypeError(`there is no log ${id}`);
  return found;
}
