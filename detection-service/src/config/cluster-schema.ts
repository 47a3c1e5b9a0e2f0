import Type from 'typebox';
import { SCORE_EXTENTS } from '../publish/score-record.ts';
import { count, duration, file, reference, section, word } from './schema-parts.ts';

/** What several replicas need to share the work: sections of the configuration. */

const SASL_MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** The sections `kafka`, `storage` and `replica`. */
export const clusterSections = {
  kafka: section('Kafka; with brokers, several replicas share the work. Without, everything is in one process.', {
    brokers: Type.Array(
      Type.String({ pattern: '^([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]):[0-9]{1,5}$', maxLength: 260 }),
      {
        maxItems: 100,
        uniqueItems: true,
        default: [],
        examples: [['kafka-1:9092', 'kafka-2:9092']],
        description: 'Brokers to begin with, as `host:port`; the others are heard of from these.',
      }
    ),
    prefix: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
      default: 'weir',
      description: 'What the names of all topics begin with.',
    }),
    group: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
      default: 'weir',
      description: 'What the names of all consumer groups begin with.',
    }),
    partitions: count(16, 1_024, 'Partitions of the observations; fixed from the moment the topic is made.'),
    replication: count(1, 15, 'Copies of each partition of topics that `weir topics apply` makes.'),
    session: duration('10s', 'After how long without a word a replica has lost its partitions.', {
      minimum: '6s',
      maximum: '5m',
    }),
    tenants: Type.Array(Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }), {
      minItems: 1,
      maxItems: 1_000,
      uniqueItems: true,
      default: ['default'],
      description:
        'Whose operational topics are read. The first has `<prefix>.operational.metrics.v1`, every other `<prefix>.<tenant>.operational.metrics.v1`.',
    }),
    scores: word(SCORE_EXTENTS, {
      default: 'anomalous',
      description:
        'Which verdicts the topic of scores is told: those that are out of the ordinary, all that have a score, or none.',
    }),
    tls: section('Encryption between the service and the brokers.', {
      enabled: Type.Boolean({ default: false, description: 'Whether the brokers are spoken to over TLS.' }),
      ca: file('PEM file of the authorities that are trusted, instead of those of the system.'),
      certificate: file('PEM file of the certificate that the service shows.'),
      key: file('PEM file of its key.'),
    }),
    sasl: Type.Optional(
      Type.Object(
        {
          mechanism: word(SASL_MECHANISMS, {
            default: 'SCRAM-SHA-512',
            description: 'How the service says who it is.',
          }),
          username: Type.String({ minLength: 1, maxLength: 256, description: 'Who it is.' }),
          password: reference('The password'),
        },
        { additionalProperties: false, description: 'Who the service is to the brokers.' }
      )
    ),
  }),
  storage: section('Where what replicas share is kept; only with `kafka.brokers`.', {
    objects: section('Snapshots and old results: a directory that all replicas see, or a bucket.', {
      directory: file('Path of the directory.'),
      s3: Type.Optional(
        Type.Object(
          {
            endpoint: Type.Optional(
              Type.String({
                pattern: '^https?://[^\\s/?#@]{1,255}/?$',
                maxLength: 300,
                description: 'URL of the server; that of AWS in the region when not given.',
              })
            ),
            region: Type.String({
              pattern: '^[A-Za-z0-9-]{1,64}$',
              default: 'us-east-1',
              description: 'Region of the bucket.',
            }),
            bucket: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$', description: 'Name of the bucket.' }),
            prefix: Type.String({
              pattern: '^([A-Za-z0-9._-]{1,64}(/[A-Za-z0-9._-]{1,64}){0,7})?$',
              default: 'weir',
              description: 'What the names of all objects begin with.',
            }),
            accessKey: Type.Optional(reference('The id of the access key')),
            secretKey: Type.Optional(reference('The secret access key')),
            pathStyle: Type.Boolean({
              default: false,
              description: 'Whether the bucket stands in the path instead of the host name, as MinIO wants it.',
            }),
          },
          { additionalProperties: false, description: 'A bucket of an S3-compatible store.' }
        )
      ),
    }),
    postgres: Type.Optional(reference('The connection URL of PostgreSQL')),
  }),
  replica: section('This process among its like; only with `kafka.brokers`.', {
    name: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$',
        description: 'What it is called; the name of the host when not given.',
      })
    ),
    url: Type.Optional(
      Type.String({
        pattern: '^https?://[^\\s?#@]{1,1000}$',
        maxLength: 1_024,
        description: 'Where the other replicas reach it; where it listens when not given.',
      })
    ),
    token: Type.Optional(
      reference('What it shows to the other replicas, the secret of a token with the scope `admin`')
    ),
  }),
} as const;
