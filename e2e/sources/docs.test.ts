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
 * `yaml collector` goes over the default configuration, and so does each layer in deploy/collector. What only the full
 * distribution knows (`yaml collector full`) is loaded by that one, where WEIR_COLLECTOR_FULL names it.
 */
const PAGES = fileURLToPath(new URL('../../docs/sources/', import.meta.url));
const LAYERS = fileURLToPath(new URL('../../deploy/collector/', import.meta.url));
const BLOCK = /^```yaml collector( full)?\n([\s\S]*?)^```/gm;
/** Layers in deploy/collector that only the full distribution knows. */
const FULL_LAYERS = ['prometheus.yaml'];
const FULL = process.env['WEIR_COLLECTOR_FULL'];
/** Layers that go over more than the default configuration. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  'kafka-sasl.yaml': ['kafka-edge.yaml', 'kafka-read.yaml', 'kafka-lines.yaml'],
  'kafka-small-messages.yaml': ['kafka-lines.yaml'],
};
/** A variable without a default. */
const VARIABLE = /\$\{env:(\w+)\}/g;

const folder = scratchFolder('docs');
let binary: string;

beforeAll(async () => {
  binary = await collectorBinary(() => undefined);
});

/** What the collector says of a configuration over the default one; nothing when it takes it. */
function complaint(name: string, text: string, by = binary, below: readonly string[] = []): string {
  const file = path.join(folder, `${name.replaceAll(/\W+/g, '-')}.yaml`);
  writeFileSync(file, text);
  const layers = below.map((layer) => path.join(LAYERS, layer));
  const configs = [...defaultConfigs(undefined), ...layers, file].map((one) => `--config=${one}`);
  const variables = [...text.matchAll(VARIABLE)].map(([, variable]) => [variable as string, 'a value']);
  const env = { ...process.env, ...Object.fromEntries(variables), WEIR_COLLECTOR_DIR: folder } as NodeJS.ProcessEnv;
  const { status, stderr } = spawnSync(by, ['validate', ...configs], { encoding: 'utf8', env });
  return status === 0 ? '' : stderr;
}

describe('the configurations of the docs', () => {
  const pages = readdirSync(PAGES).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const blocks = pages.flatMap((page) =>
    [...readFileSync(path.join(PAGES, page), 'utf8').matchAll(BLOCK)].map(([, full, text = ''], at) => ({
      block: `${page} ${at + 1}`,
      full: full !== undefined,
      text,
    }))
  );

  it('are on every page', () => {
    const without = pages.filter((page) => !blocks.some(({ block }) => block.startsWith(`${page} `)));
    expect([pages.length > 0, without]).toEqual([true, []]);
  });

  it.each(blocks.filter(({ full }) => !full))('$block is loaded', ({ block, text }) => {
    expect(complaint(block, text)).toBe('');
  });

  const layers = readdirSync(LAYERS).filter((name) => name.endsWith('.yaml'));
  const layer = (name: string): string => readFileSync(path.join(LAYERS, name), 'utf8');

  it.each(layers.filter((name) => !FULL_LAYERS.includes(name)))('deploy/collector/%s is loaded', (name) => {
    expect(complaint(name, layer(name), binary, BELOW[name])).toBe('');
  });

  describe.skipIf(!FULL)('by the full distribution', () => {
    it.each(blocks)('$block is loaded', ({ block, text }) => {
      expect(complaint(block, text, FULL)).toBe('');
    });

    it.each(layers)('deploy/collector/%s is loaded', (name) => {
      expect(complaint(name, layer(name), FULL, BELOW[name])).toBe('');
    });
  });

  it('would not be loaded with a protocol that nobody knows', () => {
    expect(complaint('wrong', 'receivers: { api_telemetry: { protocols: { htp: {} } } }\n')).toContain('htp');
  });
});
