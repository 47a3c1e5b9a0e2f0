#!/usr/bin/env node
'use strict';
/**
 * The first thing that runs on a fresh machine. It needs Node 20 with npm and nothing else: it fetches Node 24 as an
 * ordinary npm package into `.tools/`, installs with the committed Yarn what the command needs when that is not there or
 * the lock file has changed, and hands over to the command that was asked for. It has no dependencies and prints only to
 * standard error, so that `weir replay` can be piped.
 */
const { spawn, spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const NODE_VERSION = '24.21.0';
const root = __dirname;
const tools = path.join(root, '.tools');
const yarn = path.join(root, '.yarn/releases/yarn-4.18.1.cjs');
const say = (line) => process.stderr.write(`${line}\n`);

/** Ends the process with one sentence that says what is missing and what to do. */
function refuse(sentence) {
  say(`weir: ${sentence}`);
  process.exit(2);
}

function npm(args, options) {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  return spawnSync(command, args, { encoding: 'utf8', ...options });
}

/** The Node that everything runs on: this one where it is new enough, else one of our own in `.tools/`. */
function findNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major >= 24 || (major === 22 && minor >= 22)) return process.execPath;
  if (major < 20) refuse(`Node 20 or newer is needed, this is ${process.version}. Install a newer Node.`);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const home = path.join(tools, 'node');
  const binary = path.join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const stamp = path.join(home, 'version');
  if (fs.existsSync(binary) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === NODE_VERSION) return binary;
  say(`weir: fetching Node ${NODE_VERSION} (this one is ${process.version}) …`);
  fs.mkdirSync(home, { recursive: true });
  fs.writeFileSync(path.join(home, 'package.json'), '{"private":true}\n');
  const done = npm(
    [
      'install',
      '--prefix',
      home,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      `${name}@${NODE_VERSION}`,
    ],
    {
      cwd: home,
    }
  );
  if (done.status !== 0 || !fs.existsSync(binary)) {
    refuse(`could not install the npm package ${name}@${NODE_VERSION}: ${(done.stderr || String(done.error)).trim()}`);
  }
  fs.chmodSync(binary, 0o755);
  fs.writeFileSync(stamp, NODE_VERSION);
  return binary;
}

/** What every child process sees: our Node first on the path, and the registry that npm is set up with. */
function environment(node) {
  const env = { ...process.env };
  env.PATH = `${path.dirname(node)}${path.delimiter}${env.PATH ?? ''}`;
  env.WEIR_NODE = node;
  if (!env.YARN_NPM_REGISTRY_SERVER) {
    const registry = npm(['config', 'get', 'registry'], { cwd: root });
    const url = registry.status === 0 ? registry.stdout.trim().replace(/\/$/, '') : '';
    if (/^https?:\/\//.test(url)) env.YARN_NPM_REGISTRY_SERVER = url;
    if (url.startsWith('http://')) env.YARN_UNSAFE_HTTP_WHITELIST = new URL(url).hostname;
  }
  if (node !== process.execPath) env.npm_config_nodedir = path.dirname(path.dirname(node));
  return env;
}

/** Runs a command to its end; resolves with its exit code. What it prints goes to standard error. */
function run(command, args, env) {
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 2, 2] });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  return { child, ended };
}

/** What commands need, from little to everything, and the workspaces that make it up; without any it is all of them. */
const EXTENTS = {
  service: ['@weir/detection-service'],
  start: ['@weir/detection-service', '@weir/demo-workload', '@weir/portal-app', '@weir/portal-backend'],
  all: [],
};

const SAYS = {
  service: 'what the service needs',
  start: 'what the service, the demo and the portal need',
  all: 'all packages',
};

/**
 * How yarn is to be called, and what is there afterwards; undefined when what `needs` says is there already. What was
 * installed before for a command that needs more stays.
 */
function missing(needs) {
  const lock = fs.readFileSync(path.join(root, 'yarn.lock'));
  const version = createHash('sha256').update(lock).update(NODE_VERSION).digest('hex');
  const stamp = path.join(root, 'node_modules', '.weir-installed');
  const order = Object.keys(EXTENTS);
  const [said, of] = fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8').split(' ') : [];
  // What was installed by something else is taken for all.
  const had = order.includes(said) ? said : fs.existsSync(path.dirname(stamp)) ? 'all' : 'service';
  const extent = order.indexOf(had) > order.indexOf(needs) ? had : needs;
  if (of === version && extent === had) return undefined;
  const workspaces = EXTENTS[extent];
  const args = workspaces.length === 0 ? ['install', '--immutable'] : ['workspaces', 'focus', ...workspaces];
  return { args, stamp, extent, version };
}

/**
 * Installs what is missing, and builds the collector beside it for a command that starts one: that waits for the network
 * at other times, and on a fresh machine both take minutes.
 */
async function prepare(node, env, { needs, collector }) {
  const install = missing(needs);
  if (install === undefined) return;
  say(`weir: installing ${SAYS[install.extent]} …`);
  const note = (version) => fs.writeFileSync(install.stamp, `${install.extent} ${version}`);
  fs.mkdirSync(path.dirname(install.stamp), { recursive: true });
  note('unfinished');
  const yarnRun = run(node, [yarn, ...install.args], env);
  const build = collector && run(node, [path.join(root, 'dev/build-collector.ts')], env);
  if (build) {
    void build.ended.then((code) => {
      if (code === 0) return;
      yarnRun.child.kill();
      process.exit(2);
    });
  }
  if ((await yarnRun.ended) !== 0) {
    build?.child.kill();
    refuse('yarn install failed; the lines above say why.');
  }
  note(install.version);
  await build?.ended;
}

/** What each command runs, and which of the extents it needs. */
const commands = {
  weir: { needs: 'service', args: (args) => [path.join(root, 'detection-service/src/main.ts'), ...args] },
  'demo-log': { needs: 'service', args: (args) => [path.join(root, 'dev/demo-log.ts'), ...args] },
  start: { needs: 'start', collector: true, args: (args) => [path.join(root, 'dev/start.ts'), ...args] },
  test: { needs: 'all', args: (args) => [path.join(root, 'dev/test.ts'), ...args] },
  check: { needs: 'all', args: (args) => [path.join(root, 'dev/check.ts'), ...args] },
  'grafana:install': { needs: 'all', args: (args) => [path.join(root, 'dev/grafana-install.ts'), ...args] },
  yarn: { needs: 'all', args: (args) => [yarn, ...args] },
};

async function main() {
  const [name, ...args] = process.argv.slice(2);
  const command = commands[name];
  if (!command) refuse(`unknown command "${name ?? ''}": expected one of ${Object.keys(commands).join(', ')}.`);
  const node = findNode();
  const env = environment(node);
  await prepare(node, env, command);
  const child = spawn(node, command.args(args), { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) =>
    process.exit(signal ? 128 + (require('node:os').constants.signals[signal] ?? 0) : code)
  );
}

void main();
