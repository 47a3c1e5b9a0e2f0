import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const APP = path.join(ROOT, 'plugins/grafana-app');

/** Builds the front end of a plugin as it ships; the folder that Grafana would serve. */
export async function builtPlugin(name: 'grafana-app' | 'grafana-datasource'): Promise<string> {
  const folder = path.join(ROOT, 'plugins', name);
  const webpack = path.join(ROOT, 'node_modules/webpack/bin/webpack.js');
  const args = [webpack, '-c', '.config/webpack/webpack.config.ts', '--env', 'production'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${name} cannot be built: ${said.slice(-2_000)}`);
  return path.join(folder, 'dist');
}

/** Builds the page that stands for Grafana's, out of the @grafana/* packages that the plugins are built against. */
export async function builtHost(outDir: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: APP,
    base: '/host/',
    define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}', global: 'globalThis' },
    build: {
      outDir,
      emptyOutDir: true,
      minify: false,
      chunkSizeWarningLimit: 100_000,
      rolldownOptions: {
        input: path.join(APP, 'tests/host/host.tsx'),
        output: { entryFileNames: 'host.js', assetFileNames: '[name][extname]' },
      },
    },
  });
}
