import type { TSchema } from 'typebox';
import { CONFIG_LEAVES } from './paths.ts';
import { ConfigSchema } from './schema.ts';

/** The schema as a file for editors: completion and errors while `weir.yaml` is written. */
export function configJsonSchema(): string {
  return `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...ConfigSchema }, null, 2)}\n`;
}

/** The page of the documentation that lists every setting. */
export function configPage(): string {
  const rows = CONFIG_LEAVES.map(({ path, variable, schema }) =>
    row([`\`${path}\``, `\`${variable}\``, preset(schema), bounds(schema), (schema as Leaf).description ?? ''])
  );
  return [
    '# Configuration',
    '',
    '<!-- Generated from detection-service/src/config/schema.ts by `yarn contract`; change it there. -->',
    '',
    'The service reads `weir.yaml` in the directory where it starts, or the file named by `--config` or `WEIR_CONFIG`. Over',
    'the file go environment variables, over those flags: `--listen HOST:PORT`, `--data DIR`, and `--set PATH=VALUE` for',
    'any setting. Keys that are not known are refused, and so is every value that does not fit: the service does not',
    'start, and says which value is wrong, where it stands, what was expected and what was found.',
    '',
    'Durations are a number with `ms`, `s`, `m`, `h` or `d`; sizes a number with `B`, `kB`, `MB`, `GB`, `TB` (powers of',
    '1,000) or `KiB`, `MiB`, `GiB`, `TiB` (powers of 1,024). Put',
    '`# yaml-language-server: $schema=detection-service/config.schema.json` into the first line, and editors know it all.',
    '',
    '| setting | variable | default | allowed | what |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    '## Tokens',
    '',
    'Without tokens the service listens on loopback only and everything belongs to the tenant `default`. To listen',
    'elsewhere, give each client a token; clients send it as `Authorization: Bearer SECRET`. Secrets never stand in the',
    'file, only where to find them:',
    '',
    '```yaml',
    'listen: { host: 0.0.0.0 }',
    'tokens:',
    '  - { name: collector, scopes: [ingest], secret: { env: COLLECTOR_TOKEN } }',
    '  - { name: grafana, scopes: [read], secret: { file: /run/secrets/grafana } }',
    '```',
    '',
    'A token has a `name`, a `tenant` (`default` when not given), `scopes` and a `secret` of at least 16 characters. A scope',
    'gives only itself: `ingest` sends telemetry; `read` reads results and `/metrics`; `write`, `act-as` and `admin` are for',
    'changes.',
    '',
    '## Several replicas',
    '',
    'With `kafka.brokers` the service is one of several replicas that share the work: telemetry comes from Kafka, what they',
    'share is in PostgreSQL and in a directory or bucket. Topics: [topics](topics.md). Passwords and keys are references, as',
    'those of tokens are:',
    '',
    '```yaml',
    'kafka:',
    '  brokers: [kafka-1:9093, kafka-2:9093]',
    '  replication: 3',
    '  tls: { enabled: true, ca: /etc/weir/kafka-ca.pem }',
    '  sasl: { mechanism: SCRAM-SHA-512, username: weir, password: { file: /run/secrets/kafka } }',
    'storage:',
    '  objects: { s3: { endpoint: "http://minio:9000", bucket: weir, pathStyle: true, accessKey: { env: S3_KEY }, secretKey: { env: S3_SECRET } } }',
    '  postgres: { env: WEIR_POSTGRES_URL }',
    'replica: { url: "http://10.0.0.7:8780", token: { file: /run/secrets/replicas } }',
    'tokens: [{ name: replicas, scopes: [admin], secret: { file: /run/secrets/replicas } }]',
    '```',
    '',
    'Each replica answers for all: what another one has it asks of that one, at `replica.url` and with `replica.token`, the',
    'secret of one of `tokens` with the scope `admin`. That one token reads results of every tenant.',
    '',
    'Lists of texts may have commas in variables: `WEIR_KAFKA_BROKERS=kafka-1:9093,kafka-2:9093`. `weir topics apply` makes',
    'the topics, `weir doctor` says whether the brokers are reached and what is wrong with them.',
    '',
  ].join('\n');
}

interface Leaf {
  readonly default?: unknown;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly 'x-minimum'?: string;
  readonly 'x-maximum'?: string;
}

function preset(schema: TSchema): string {
  const value = (schema as Leaf).default;
  if (value === undefined) return 'none';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function bounds(schema: TSchema): string {
  const leaf = schema as Leaf;
  if (leaf.enum !== undefined) return leaf.enum.map((value) => `\`${value}\``).join(' ');
  const [low, high] = [leaf['x-minimum'] ?? leaf.minimum, leaf['x-maximum'] ?? leaf.maximum];
  return low === undefined || high === undefined ? '' : `${low} to ${high}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
