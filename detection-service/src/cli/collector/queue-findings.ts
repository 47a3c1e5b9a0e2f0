import type { Finding } from '../finding.ts';
import { carriers, isZero, kindOf } from './collector-config.ts';
import type { CollectorConfig, Exporter, Pipeline } from './collector-config.ts';
import { kafkaReaders, kafkaWrongs } from './kafka-queue.ts';

/** Processors that answer before the next component has. */
const ASYNCHRONOUS = ['batch', 'group_by_trace', 'groupbytrace', 'tail_sampling'];
const SUBJECT = 'collector queue';

/**
 * Examines the pipelines that carry what `api_red` makes: an acknowledgement by the receiver must mean that the
 * partials are on disk, so nothing asynchronous may stand between the connector and a persistent, unlimited queue. Where
 * all of them come from Kafka, Kafka itself may be that queue.
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
      wrongs.push(...queueWrongs(config, pipeline, id, exporter));
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

/** Without a queue of the exporter, the one in front of Kafka's readers is examined, if there is one. */
function queueWrongs(
  config: CollectorConfig,
  pipeline: Pipeline,
  name: string,
  exporter: Exporter | null | undefined
): string[] {
  const readers = exporter?.sending_queue?.enabled === false ? kafkaReaders(config, pipeline) : [];
  if (readers.length === 0) return exporterWrongs(name, exporter);
  return readers.flatMap((reader) => kafkaWrongs(reader, config.receivers?.[reader]));
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
