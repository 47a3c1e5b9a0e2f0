import type { Finding } from '../finding.ts';
import { carriers, kindOf } from './collector-config.ts';
import type { CollectorConfig, Exporter } from './collector-config.ts';

/** Processors that answer before the next component has. */
const ASYNCHRONOUS = ['batch', 'group_by_trace', 'groupbytrace', 'tail_sampling'];
const SUBJECT = 'collector queue';

/**
 * Examines the pipelines that carry what `api_red` makes: an acknowledgement by the receiver must mean that the
 * partials are on disk, so nothing asynchronous may stand between the connector and a persistent, unlimited queue.
 * `name` is what sentences call the configuration.
 */
export function queueFindings(name: string, config: CollectorConfig): Finding[] {
  const wrongs: string[] = [];
  const notes: string[] = [];
  const pipelines = carriers(config);
  if (pipelines.length === 0) {
    return [{ state: 'wrong', subject: SUBJECT, sentence: `${name} has no pipeline with the connector api_red` }];
  }
  for (const [pipelineName, pipeline] of pipelines) {
    for (const processor of pipeline.processors ?? []) {
      if (ASYNCHRONOUS.includes(kindOf(processor)))
        wrongs.push(`the processor ${processor} in ${pipelineName} answers before anything is on disk: take it out`);
    }
    for (const id of pipeline.exporters ?? []) {
      if (kindOf(id) === 'debug') continue;
      const exporter = config.exporters?.[id];
      wrongs.push(...exporterWrongs(id, exporter));
      notes.push(...orderNotes(id, exporter?.sending_queue?.storage, config));
    }
  }
  if (wrongs.length + notes.length === 0) {
    return [{ state: 'ok', subject: SUBJECT, sentence: `${name} keeps what it has acknowledged, in its order` }];
  }
  return [
    ...wrongs.map((wrong) => ({ state: 'wrong' as const, subject: SUBJECT, sentence: `${name}: ${wrong}.` })),
    ...notes.map((note) => ({ state: 'note' as const, subject: SUBJECT, sentence: `${name}: ${note}.` })),
  ];
}

function exporterWrongs(name: string, exporter: Exporter | null | undefined): string[] {
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

/** Nothing is lost without this, but what a crash interrupted comes last and finds its steps closed. */
function orderNotes(exporter: string, storage: string | undefined, config: CollectorConfig): string[] {
  if (!storage) return [];
  if (kindOf(storage) !== 'ordered_storage') {
    return [
      `exporters.${exporter}.sending_queue.storage is ${storage}, whose queue sends what was under way at a crash after ` +
        `everything else: steps close without it and are revised later. Add the extension ordered_storage with ` +
        `\`storage: ${storage}\`, list it in service.extensions and name it here`,
    ];
  }
  const below = config.extensions?.[storage]?.storage;
  if (!below) return [`extensions.${storage}.storage must name the storage that keeps the queue, such as file_storage`];
  const missing = [storage, below].filter((id) => !config.service?.extensions?.includes(id));
  return missing.map((id) => `service.extensions must list ${id}; otherwise the collector does not start`);
}

function isZero(time: string | number | undefined): boolean {
  return time !== undefined && /^0([a-z]+)?$/.test(String(time));
}
