import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { configJsonSchema, configPage } from '../../detection-service/src/config/document.ts';
import { topicsPage } from '../../detection-service/src/kafka/topics-page.ts';
import { openApiDocument } from '../../detection-service/src/http/openapi.ts';

/**
 * Writes what is generated from the schemas: the OpenAPI document from the routes that the service really registers,
 * the Go clients and the types of the Backstage plugins from that document, and the schema and page of the
 * configuration, and the page of the topics. With `--check` it writes nothing and fails when a committed file differs.
 * `--no-go` leaves the Go clients out, for machines without Go.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENT = 'packages/contract/openapi.json';
/** Types for those who speak to the service in TypeScript without sharing its schema library. */
const TYPES = 'plugins/backstage-common/src/generated/contract.ts';
/** Go modules that have a client of their own, so that each builds alone. */
const GO_CLIENTS = ['collector-receiver/internal/detectionapi', 'plugins/grafana-datasource/pkg/detectionapi'];

interface Generated {
  readonly file: string;
  readonly text: string;
}

const say = (line: string) => process.stderr.write(`${line}\n`);
const absolute = (file: string) => path.join(root, file);

async function generate(withGo: boolean, document: string): Promise<Generated[]> {
  const files: Generated[] = [
    { file: 'detection-service/config.schema.json', text: configJsonSchema() },
    { file: 'docs/configuration.md', text: configPage() },
    { file: 'docs/topics.md', text: topicsPage() },
    { file: TYPES, text: await typescriptTypes(document) },
  ];
  if (withGo)
    for (const module of GO_CLIENTS) files.push({ file: `${module}/gen.go`, text: goClient(module, document) });
  return files;
}

/** Types of every operation and schema, marked as part of the package's public interface. */
async function typescriptTypes(document: string): Promise<string> {
  const types = astToString(await openapiTS(document))
    .replaceAll(/^export /gm, '/** @public */\nexport ')
    .replaceAll(/\/\*\*[\s\S]*?\*\//g, tsdoc);
  return `/* Generated from ${DOCUMENT}; change the schemas there and run \`yarn contract\`. */\n\n${types}`;
}

/** A comment in the dialect of the tool that reports what a package offers. */
function tsdoc(comment: string): string {
  return comment
    .replaceAll('@description ', '')
    .replaceAll(/@default (.*?)( \*\/|$)/gm, 'Default: $1.$2')
    .replaceAll(/@(enum|constant|example|format)\b.*?( \*\/|$)/gm, '$2')
    .replaceAll(/[{}<>]/g, '\\$&');
}

/** The client that `oapi-codegen` (pinned by the module's `tool` line) makes of the document. */
function goClient(module: string, document: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'weir-contract-'));
  const input = path.join(directory, 'openapi.json');
  try {
    writeFileSync(input, document);
    return execFileSync('go', ['tool', 'oapi-codegen', '-config', 'oapi-codegen.yaml', input], {
      cwd: absolute(module),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    say('contract: Go is missing; install it, or leave the Go client out with --no-go.');
    process.exit(2);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(absolute(file), 'utf8');
  } catch {
    return undefined;
  }
}

const flags = process.argv.slice(2);
const unknown = flags.find((flag) => flag !== '--check' && flag !== '--no-go');
if (unknown !== undefined) {
  say(`contract: unknown flag ${unknown}; expected --check or --no-go.`);
  process.exit(2);
}
const document = `${JSON.stringify(await openApiDocument(), null, 2)}\n`;
const files = [{ file: DOCUMENT, text: document }, ...(await generate(!flags.includes('--no-go'), document))];
const stale = files.filter(({ file, text }) => read(file) !== text);
if (flags.includes('--check')) {
  for (const { file } of stale)
    say(`contract: ${file} is not what its source says; run \`yarn contract\` and commit it.`);
  process.exit(stale.length > 0 ? 1 : 0);
}
for (const { file, text } of stale) {
  mkdirSync(path.dirname(absolute(file)), { recursive: true });
  writeFileSync(absolute(file), text);
  say(`contract: wrote ${file}`);
}
