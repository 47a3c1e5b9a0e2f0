import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readCollectorConfig } from './collector-config.ts';
import { queueFindings } from './queue-findings.ts';
import { defaultConfigs } from './start.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'weir-queue-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DEFAULT = defaultConfigs('token');
let files = 0;

/** What is found when a layer goes over the configuration that people get. */
function found(layer: string, env: Record<string, string> = {}): string[] {
  const file = path.join(folder, `${files++}.yaml`);
  writeFileSync(file, layer);
  return queueFindings('it', readCollectorConfig([...DEFAULT, file], env)).map(
    ({ state, sentence }) => `${state} ${sentence}`
  );
}

const queue = (setting: string): string => `exporters: { otlp_http: { sending_queue: { ${setting} } } }`;

describe('the queue of a collector', () => {
  it('is well as people get it', () => {
    expect(found('')).toEqual(['ok it keeps what it has acknowledged, in its order']);
  });

  it.each([
    [queue('storage: ""'), /wrong .*sending_queue\.storage must name/],
    [queue('enabled: false'), /wrong .*sending_queue\.storage must name/],
    [queue('block_on_overflow: false'), /wrong .*block_on_overflow must be true/],
    [queue('num_consumers: 10'), /wrong .*num_consumers must be 1/],
    ['exporters: { otlp_http: { retry_on_failure: { max_elapsed_time: 5m } } }', /wrong .*max_elapsed_time must be 0/],
    ['service: { pipelines: { metrics: { processors: [batch/x] } } }', /wrong .*batch\/x in metrics.* take it out/],
    ['service: { pipelines: { metrics: { receivers: [otlp] } } }', /wrong .*no pipeline with the connector api_red/],
    ['extensions: { ordered_storage: { storage: "" } }', /note .*extensions\.ordered_storage\.storage must name/],
    ['service: { extensions: [file_storage] }', /note .*service\.extensions must list ordered_storage/],
  ])('is not with %s', (layer, sentence) => {
    const all = found(layer);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatch(sentence);
  });

  it('without ordered_storage keeps everything, but not in its order: that is recommended with what to write', () => {
    const all = found(queue('storage: file_storage'));
    expect(all).toHaveLength(1);
    expect(all[0]).toMatch(
      /^note .*under way at a crash after everything else.*ordered_storage with `storage: file_storage`/
    );
  });

  const LAYERS = fileURLToPath(new URL('../../../../deploy/collector/', import.meta.url));
  const layered = (names: readonly string[], change = ''): string[] => {
    const file = path.join(folder, `${files++}.yaml`);
    writeFileSync(file, change);
    const all = [...DEFAULT, ...names.map((name) => `${LAYERS}${name}.yaml`), file];
    return queueFindings('it', readCollectorConfig(all, {})).map(({ state, sentence }) => `${state} ${sentence}`);
  };

  it.each([[['kafka-edge']], [['kafka-read']], [['kafka-lines']], [['kafka-lines', 'kafka-sasl']]])(
    'is well with the layers %j',
    (names) => {
      expect(layered(names)).toEqual(['ok it keeps what it has acknowledged, in its order']);
    }
  );

  it('without order is what many small messages of Kafka get', () => {
    const all = layered(['kafka-lines', 'kafka-small-messages']);
    expect(all).toEqual([expect.stringMatching(/^note .*whose queue sends what was under way at a crash after/)]);
  });

  it.each([
    ['message_marking: { after: false }', /wrong .*kafka\/lines\.message_marking\.after must be true/],
    ['message_marking: { on_error: true }', /wrong .*on_error must be false/],
    ['message_marking: { on_permanent_error: false }', /wrong .*on_permanent_error must be true/],
    ['error_backoff: { max_elapsed_time: 5m }', /wrong .*error_backoff must be enabled with max_elapsed_time 0/],
  ])('in Kafka is none with %s', (setting, sentence) => {
    const all = layered(['kafka-lines'], `receivers: { kafka/lines: { ${setting} } }`);
    expect(all).toEqual([expect.stringMatching(sentence)]);
  });

  it('is needed where others than Kafka feed the same pipeline', () => {
    const others = 'service: { pipelines: { logs/kafka: { receivers: [kafka/lines, otlp] } } }';
    expect(layered(['kafka-lines'], others)[0]).toMatch(/wrong .*sending_queue\.storage must name/);
  });

  it('is read with its variables', () => {
    expect(found(queue('num_consumers: "${env:CONSUMERS:-1}"'))[0]).toMatch(/^ok/);
    expect(found(queue('num_consumers: "${env:CONSUMERS:-1}"'), { CONSUMERS: '3' })[0]).toMatch(
      /num_consumers must be 1/
    );
  });

  it('names a file that cannot be read', () => {
    expect(() => readCollectorConfig([path.join(folder, 'nowhere.yaml')], {})).toThrow(/nowhere\.yaml cannot be read/);
    expect(() => found('{ this: [is, no yaml')).toThrow(/cannot be read/);
  });
});
