import { cp, mkdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, run } from './run.ts';

/**
 * `npm run grafana:install -- --plugins-dir DIR`: builds the Grafana plugins and puts them into the plugins folder of a
 * Grafana. The built files are printed nowhere; what is left to do is, at the end.
 */
const PLUGINS = ['grafana-datasource', 'grafana-app'] as const;
const HELP = `Builds Weir's Grafana plugins and copies them into a Grafana's plugins folder.

  npm run grafana:install -- --plugins-dir DIR [--url URL] [--platform OS/ARCH]

  --plugins-dir DIR   the plugins folder of the Grafana (its setting paths.plugins, often /var/lib/grafana/plugins)
  --url URL           where that Grafana's server reaches Weir (default http://127.0.0.1:8780)
  --platform OS/ARCH  what that Grafana runs on (default: this machine), such as linux/arm64
`;

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

function refuse(sentence: string): never {
  say(`grafana:install: ${sentence}`);
  process.exit(2);
}

function options(): { readonly directory: string; readonly url: string; readonly platform: readonly [string, string] } {
  try {
    const { values } = parseArgs({
      options: {
        'plugins-dir': { type: 'string' },
        url: { type: 'string', default: 'http://127.0.0.1:8780' },
        platform: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      process.stdout.write(HELP);
      process.exit(0);
    }
    const directory = values['plugins-dir'];
    if (!directory) refuse('say where with --plugins-dir DIR (--help explains)');
    const [os, arch, ...more] = (values.platform ?? thisPlatform()).split('/');
    if (!os || !arch || more.length > 0) refuse('--platform is of the form linux/amd64');
    return {
      directory: path.resolve(process.env.INIT_CWD ?? process.cwd(), directory),
      url: values.url,
      platform: [os, arch],
    };
  } catch (error) {
    refuse((error as Error).message);
  }
}

/** This machine as Go names it. */
function thisPlatform(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  return `${os}/${process.arch === 'x64' ? 'amd64' : process.arch}`;
}

async function build(folder: string, [os, arch]: readonly [string, string]): Promise<void> {
  say(`building ${path.relative(ROOT, folder)} …`);
  const webpack = path.join(ROOT, 'node_modules/webpack/bin/webpack.js');
  const config = '.config/webpack/webpack.config.ts';
  if ((await run(process.execPath, [webpack, '-c', config, '--env', 'production'], { cwd: folder })) !== 0)
    refuse('the front end could not be built; the lines above say why');
  const { executable } = JSON.parse(await readFile(path.join(folder, 'src/plugin.json'), 'utf8')) as {
    executable?: string;
  };
  if (executable === undefined) return;
  // Grafana looks for the name followed by the platform.
  const binary = path.join(folder, 'dist', `${executable}_${os}_${arch}${os === 'windows' ? '.exe' : ''}`);
  const env = { ...process.env, GOOS: os, GOARCH: arch, CGO_ENABLED: '0' };
  const code = await run('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', binary, './pkg'], {
    cwd: folder,
    env,
  }).catch(() => refuse('Go is missing; install it'));
  if (code !== 0) refuse('the backend could not be built; the lines above say why');
}

const { directory, url, platform } = options();
await mkdir(directory, { recursive: true }).catch((error: Error) => refuse(`${directory}: ${error.message}`));
const ids: string[] = [];
for (const name of PLUGINS) {
  const folder = path.join(ROOT, 'plugins', name);
  await build(folder, platform);
  const { id } = JSON.parse(await readFile(path.join(folder, 'src/plugin.json'), 'utf8')) as { id: string };
  const target = path.join(directory, id);
  await rm(target, { recursive: true, force: true });
  await cp(path.join(folder, 'dist'), target, { recursive: true });
  await stat(path.join(target, 'plugin.json'));
  say(`installed ${target}`);
  ids.push(id);
}

process.stdout.write(`
What is left to do in that Grafana:

1. Allow the plugins, which are not signed, in grafana.ini, or by
   GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS=${ids.join(',')}

2. Add the data source: in the browser (Connections > Add new connection > Weir), or as a file
   provisioning/datasources/weir.yaml:

apiVersion: 1
datasources:
  - name: Weir
    uid: weir
    type: weir-detection-datasource
    access: proxy
    url: ${url}
    secureJsonData:
      token: $WEIR_TOKEN   # a token with the scope read; leave it out where the service asks for none

3. Enable the app: in the browser (Administration > Plugins > Weir > Enable), or as a file
   provisioning/plugins/weir.yaml:

apiVersion: 1
apps:
  - type: weir-detection-app
    org_id: 1
    disabled: false

4. Restart Grafana. "Save & test" on the data source's page says whether it works; the app is Weir in the menu.
   deploy/grafana/provisioning has these files, and an example alert rule.
`);
