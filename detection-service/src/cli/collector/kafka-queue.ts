import { isZero, kindOf } from './collector-config.ts';
import type { CollectorConfig, Pipeline, Receiver } from './collector-config.ts';

/** The receivers of what `api_red` passes to a pipeline, if all of them read from Kafka; else none. */
export function kafkaReaders(config: CollectorConfig, carrier: Pipeline): readonly string[] {
  const connectors = (carrier.receivers ?? []).filter((id) => kindOf(id) === 'api_red');
  const readers = Object.values(config.service?.pipelines ?? {}).flatMap((pipeline) =>
    pipeline?.exporters?.some((id) => connectors.includes(id)) ? (pipeline.receivers ?? []) : []
  );
  return readers.every((id) => kindOf(id) === 'kafka') ? [...new Set(readers)] : [];
}

/** What keeps a receiver from telling Kafka of a message only once the service has what was in it. */
export function kafkaWrongs(id: string, receiver: Receiver | null | undefined): string[] {
  const marking = receiver?.message_marking;
  const backoff = receiver?.error_backoff;
  const wrongs: string[] = [];
  if (marking?.after !== true)
    wrongs.push(`receivers.${id}.message_marking.after must be true; otherwise a crash loses what was under way`);
  if (marking?.on_error === true)
    wrongs.push(
      `receivers.${id}.message_marking.on_error must be false; otherwise what the service cannot take is lost`
    );
  if (marking?.on_permanent_error !== true)
    wrongs.push(
      `receivers.${id}.message_marking.on_permanent_error must be true; otherwise one message that nobody can take stops its partition`
    );
  if (backoff?.enabled !== true || !isZero(backoff.max_elapsed_time))
    wrongs.push(
      `receivers.${id}.error_backoff must be enabled with max_elapsed_time 0; otherwise a partition stops when the service is away`
    );
  return wrongs;
}
