import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Finding } from '../doctor.ts';

/** The parts of a collector's configuration that decide whether something acknowledged can be lost. */
interface Written {
  readonly exporters?: Readonly<Record<string, Exporter | null>>;
  readonly service?: { readonly pipelines?: Readonly<Record<string, Pipeline | null>> };
}
interface Exporter {
  readonly sending_queue?: {
    readonly enabled?: boolean;
    readonly storage?: string;
    readonly block_on_overflow?: boolean;
    readonly num_consumers?: number;
  };
  readonly retry_on_failure?: { readonly enabled?: boolean; readonly max_elapsed_time?: string | number };
}
interface Pipeline {
  readonly receivers?: readonly string[];
  readonly processors?: readonly string[];
  readonly exporters?: readonly string[];
}

/** Processors that answer before the next component has. */
const ASYNCHRONOUS = ['batch', 'group_by_trace', 'groupbytrace', 'tail_sampling'];

/**
 * Examines the pipelines that carry what `api_red` makes: an acknowledgement by the receiver must mean that the
 * partials are on disk, so nothing asynchronous may stand between the connector and a persistent, unlimited queue.
 */
export function queueFindings(file: string): Finding[] {
  const subject = 'collector queue';
  let written: Written;
  try {
    written = (parse(readFileSync(file, 'utf8')) ?? {}) as Written;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ state: 'wrong', subject, sentence: `${file} cannot be read: ${reason}` }];
  }
  const wrongs: string[] = [];
  let carries = false;
  for (const [name, pipeline] of Object.entries(written.service?.pipelines ?? {})) {
    if (!pipeline?.receivers?.some((receiver) => kindOf(receiver) === 'api_red')) continue;
    carries = true;
    for (const processor of pipeline.processors ?? []) {
      if (ASYNCHRONOUS.includes(kindOf(processor)))
        wrongs.push(`the processor ${processor} in ${name} answers before anything is on disk: take it out`);
    }
    for (const exporter of pipeline.exporters ?? [])
      wrongs.push(...exporterWrongs(exporter, written.exporters?.[exporter]));
  }
  if (!carries) return [{ state: 'wrong', subject, sentence: `${file} has no pipeline with the connector api_red` }];
  if (wrongs.length === 0) return [{ state: 'ok', subject, sentence: `${file} keeps what it has acknowledged` }];
  return wrongs.map((wrong) => ({ state: 'wrong', subject, sentence: `${file}: ${wrong}.` }));
}

function exporterWrongs(name: string, exporter: Exporter | null | undefined): string[] {
  if (kindOf(name) === 'debug') return [];
  const queue = exporter?.sending_queue;
  const wrongs: string[] = [];
  if (queue === undefined || queue.enabled === false || !queue.storage) {
    wrongs.push(
      `exporters.${name}.sending_queue.storage must name a storage extension (ordered_storage over file_storage); without it a crash loses what was acknowledged`
    );
  }
  if (queue?.block_on_overflow !== true)
    wrongs.push(`exporters.${name}.sending_queue.block_on_overflow must be true; otherwise a full queue drops data`);
  if (queue?.num_consumers !== 1)
    wrongs.push(`exporters.${name}.sending_queue.num_consumers must be 1; otherwise a heartbeat may overtake data`);
  if (exporter?.retry_on_failure?.enabled === false || !isZero(exporter?.retry_on_failure?.max_elapsed_time)) {
    wrongs.push(
      `exporters.${name}.retry_on_failure.max_elapsed_time must be 0; otherwise data is dropped when the service is away for long`
    );
  }
  return wrongs;
}

function isZero(time: string | number | undefined): boolean {
  return time !== undefined && /^0([a-z]+)?$/.test(String(time));
}

function kindOf(id: string): string {
  return id.split('/')[0] ?? id;
}
