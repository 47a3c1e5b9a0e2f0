import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { defaultConfigs } from '@weir/detection-service/cli/collector/start.ts';
import { scratchFolder } from '../support/scratch.ts';

/**
 * What the pages about sources say of the collector's configuration is loaded by the collector: each block marked
 * `yaml collector` goes over the default configuration, and so does each layer in deploy/collector.
 */
const PAGES = fileURLToPath(new URL('../../docs/sources/', import.meta.url));
const LAYERS = fileURLToPath(new URL('../../deploy/collector/', import.meta.url));
const BLOCK = /^```yaml collector\n([\s\S]*?)^```/gm;
/** A variable without a default. */
const VARIABLE = /\$\{env:(\w+)\}/g;

const folder = scratchFolder('docs');
let binary: string;

beforeAll(async () => {
  binary = await collectorBinary(() => undefined);
});

/** What the collector says of a configuration over the default one; nothing when it takes it. */
function complaint(name: string, text: string): string {
  const file = path.join(folder, `${name.replaceAll(/\W+/g, '-')}.yaml`);
  writeFileSync(file, text);
  const configs = [...defaultConfigs(undefined), file].map((one) => `--config=${one}`);
  const variables = [...text.matchAll(VARIABLE)].map(([, variable]) => [variable as string, 'a value']);
  const env = { ...process.env, ...Object.fromEntries(variables), WEIR_COLLECTOR_DIR: folder } as NodeJS.ProcessEnv;
  const { status, stderr } = spawnSync(binary, ['validate', ...configs], { encoding: 'utf8', env });
  return status === 0 ? '' : stderr;
}

describe('the configurations of the docs', () => {
  const pages = readdirSync(PAGES).filter((name) => name.endsWith('.md'));
  const blocks = pages.flatMap((page) =>
    [...readFileSync(path.join(PAGES, page), 'utf8').matchAll(BLOCK)].map(([, text = ''], at) => ({
      block: `${page} ${at + 1}`,
      text,
    }))
  );

  it('are on every page', () => {
    const without = pages.filter((page) => !blocks.some(({ block }) => block.startsWith(`${page} `)));
    expect([pages.length > 0, without]).toEqual([true, []]);
  });

  it.each(blocks)('$block is loaded', ({ block, text }) => {
    expect(complaint(block, text)).toBe('');
  });

  it.each(readdirSync(LAYERS).filter((name) => name.endsWith('.yaml')))('deploy/collector/%s is loaded', (name) => {
    expect(complaint(name, readFileSync(path.join(LAYERS, name), 'utf8'))).toBe('');
  });

  it('would not be loaded with a protocol that nobody knows', () => {
    expect(complaint('wrong', 'receivers: { api_telemetry: { protocols: { htp: {} } } }\n')).toContain('htp');
  });
});
