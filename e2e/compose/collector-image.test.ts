import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { collectorPorts, collectorSetting } from '@weir/detection-service/cli/collector/start.ts';
import { CollectorVictim } from '../support/collector-victim.ts';
import { scratchFolder } from '../support/scratch.ts';

/**
 * deploy/collector/Dockerfile without a container engine: read by a parser, examined by a linter, its paths held against
 * the tree, its commands run beside it. The images that it starts from are not pulled.
 */
const run = promisify(execFile);
const scratch = scratchFolder('image');
const ROOT = path.resolve(import.meta.dirname, '../..');
const text = readFileSync(path.join(ROOT, 'deploy/collector/Dockerfile'), 'utf8');
const file = DockerfileParser.parse(text);
const stages = file.getFROMs();
/** The commands of the build stage that compile the distribution take minutes from nothing: `WEIR_IMAGE=1` runs them. */
const WHOLE = process.env['WEIR_IMAGE'] !== undefined;

/** The arguments of all instructions of a kind, with their flags. */
const args = (keyword: string): string[] =>
  file
    .getInstructions()
    .filter((instruction) => instruction.getKeyword() === keyword)
    .map((instruction) => text.split('\n')[instruction.getRange().start.line]?.slice(keyword.length + 1) ?? '');

/** Runs the commands of the build stage over a copy of what it copies; resolves with the folder in place of `/`. */
async function build(commands: readonly string[]): Promise<string> {
  const root = path.join(scratch, 'root');
  mkdirSync(path.join(root, 'src'), { recursive: true });
  mkdirSync(path.join(root, 'out'), { recursive: true });
  cpSync(path.join(ROOT, 'collector-receiver'), path.join(root, 'src/collector-receiver'), { recursive: true });
  const env = Object.fromEntries(
    args('ENV')
      .slice(0, 1)
      .flatMap((line) => line.split(' ').map((pair) => pair.split('=') as [string, string]))
  );
  for (const command of commands) {
    const here = command.replaceAll(' /out/', ` ${root}/out/`);
    await run('sh', ['-c', here], {
      cwd: path.join(root, 'src'),
      env: { ...process.env, ...env, DISTRIBUTION: 'trimmed' },
    });
  }
  return root;
}

describe("the collector's image", () => {
  it('is a Dockerfile without a fault', () => {
    expect(validate(text).map(({ message, range }) => [range.start.line + 1, message])).toEqual([]);
    expect(validate(text.replace('ENTRYPOINT', 'ENTRYPINT'))).not.toEqual([]);
  });

  it('starts from images of a stated version, and runs as nobody in particular', () => {
    expect(stages.map((stage) => stage.getImage())).toEqual([
      expect.stringMatching(/^golang:\d+\.\d+\.\d+-bookworm$/),
      expect.stringMatching(/^gcr\.io\/distroless\/static-debian\d+:nonroot$/),
    ]);
    expect(args('USER')).toEqual(['65532:65532']);
    expect(text).not.toMatch(/(ENV|ARG)\s.*(TOKEN|SECRET|PASSWORD|KEY)/i);
  });

  it('has the Go that the distributions ask for', () => {
    const image = /golang:(\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number) ?? [];
    for (const name of ['trimmed', 'full', 'probe']) {
      const module = readFileSync(path.join(ROOT, `collector-receiver/distributions/${name}/go.mod`), 'utf8');
      const asked = /^go (\d+)\.(\d+)/m.exec(module)?.slice(1).map(Number) ?? [];
      expect([image[0], (image[1] as number) >= (asked[1] as number)]).toEqual([asked[0], true]);
    }
  });

  it('copies what there is', () => {
    const fromTree = args('COPY').filter((copy) => !copy.startsWith('--from'));
    const sources = fromTree.flatMap((copy) => copy.split(' ').slice(0, -1));
    expect(sources).toEqual(['collector-receiver', 'deploy/collector/*.yaml']);
    for (const source of sources) expect(globSync(source, { cwd: ROOT }), source).not.toEqual([]);
    const ignored = readFileSync(path.join(ROOT, '.dockerignore'), 'utf8').split('\n');
    expect(ignored.filter((line) => line !== '' && sources.some((source) => source.startsWith(line)))).toEqual([]);
    const [config] = /[\w.-]+\.yaml/.exec(args('CMD')[0] ?? '') ?? [];
    expect(existsSync(path.join(ROOT, 'deploy/collector', config as string))).toBe(true);
  });

  it('keeps its data where the configuration looks for it', () => {
    const config = readFileSync(path.join(ROOT, 'deploy/collector/config.yaml'), 'utf8');
    expect(config).toContain('${env:WEIR_COLLECTOR_DIR:-');
    expect(args('ENV').at(-1)).toBe(`WEIR_COLLECTOR_DIR=${args('VOLUME')[0]}`);
    expect(args('COPY').some((copy) => copy.endsWith(`--chown=65532:65532 /out/data ${args('VOLUME')[0]}`))).toBe(true);
  });

  it('exposes the ports of the configuration', () => {
    const config = readFileSync(path.join(ROOT, 'deploy/collector/config.yaml'), 'utf8');
    const ports = [...config.matchAll(/:-(?:127\.0\.0\.1:)?(\d{4,5})\}/g)].map(([, port]) => Number(port));
    const wanted = ports.filter((port) => port !== 8780 && port !== 10_000);
    const exposed = (args('EXPOSE')[0] ?? '').split(' ').map((port) => Number.parseInt(port, 10));
    expect([...exposed].sort((a, b) => a - b)).toEqual([...wanted].sort((a, b) => a - b));
  });
});

describe("the image's commands", () => {
  const commands = args('RUN');
  let root: string;
  let collector: CollectorVictim;
  let health: string;

  beforeAll(async () => {
    root = await build(WHOLE ? commands : commands.filter((command) => !command.includes('${DISTRIBUTION}')));
    const built = WHOLE ? path.join(root, 'out/weir-collector') : await collectorBinary(() => undefined);
    const ports = await collectorPorts();
    const wish = { binary: built, endpoint: 'http://127.0.0.1:9', storage: `${scratch}/data`, resolution: 10_000 };
    const setting = collectorSetting(wish, ports);
    health = new URL(setting.healthUrl).host;
    collector = new CollectorVictim(built, setting);
    await collector.ready();
  });
  afterAll(async () => {
    await collector?.stop();
  });

  it('make what is copied into it', () => {
    const made = args('COPY').flatMap((copy) =>
      copy.startsWith('--from=build') ? (copy.match(/\/out\/\w\S*/g) ?? []) : []
    );
    expect(made).toEqual(['/out/weir-collector', '/out/probe', '/out/data']);
    const present = made.filter((one) => existsSync(root + one));
    expect(present).toEqual(WHOLE ? made : made.slice(1));
  });

  it('ask whether the collector is well', async () => {
    expect(args('HEALTHCHECK')[0]).toMatch(/CMD \["\/probe"\]$/);
    const probe = (at: string): number | null =>
      spawnSync(path.join(root, 'out/probe'), { env: { WEIR_COLLECTOR_HEALTH_ENDPOINT: at } }).status;
    expect(probe(health)).toBe(0);
    await collector.stop();
    expect(probe(health)).toBe(1);
  });
});
