import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WeirError } from '../core/errors.ts';
import { settingsOf } from './flags.ts';
import { findConfigFile, loadConfig, unknownVariables } from './load.ts';
import { CONFIG_LEAVES } from './paths.ts';
import type { Config } from './schema.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'weir-config-'));
});
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

function load(yaml: string, env: NodeJS.ProcessEnv = {}, flags: Record<string, string> = {}): Config {
  writeFileSync(path.join(cwd, 'weir.yaml'), yaml);
  return loadConfig({ file: 'weir.yaml', env, flags, cwd });
}

function refusal(yaml: string, env: NodeJS.ProcessEnv = {}, flags: Record<string, string> = {}): WeirError {
  try {
    load(yaml, env, flags);
  } catch (error) {
    expect(error).toBeInstanceOf(WeirError);
    expect((error as WeirError).code).toBe('invalid_argument');
    return error as WeirError;
  }
  throw new Error('the configuration was accepted');
}

describe('defaults', () => {
  it('are those of the design', () => {
    const settings = Object.entries(loadConfig({ env: {}, cwd: '/srv' }));
    expect(Object.fromEntries(settings.filter(([key]) => !/^(kafka|storage|replica)$/.test(key)))).toEqual({
      listen: { host: '127.0.0.1', port: 8780 },
      data: '/srv/.weir/data',
      tokens: [],
      steps: { request: 60_000 },
      lateness: 10_000,
      retention: {
        log: { age: 72 * 3_600_000, size: 20e9 },
        stepState: 24 * 3_600_000,
        steps: 35 * 86_400_000,
        results: 400 * 86_400_000,
        forecasts: 35 * 86_400_000,
      },
      limits: {
        series: 100_000,
        routes: 200,
        attributes: 64,
        attributeBytes: 1_024,
        body: 16 * 2 ** 20,
        unpacked: 64 * 2 ** 20,
        requests: 256,
      },
      detector: { id: 'seasonal-baseline', params: {} },
      forecast: {
        indicators: ['request_rate', 'error_ratio', 'latency_p95'],
        hours: 3_600_000,
        days: 12 * 3_600_000,
        perHour: 600,
        cpu: 10,
      },
      objectives: [],
      snapshot: { interval: 300_000 },
      log: { level: 'info' },
      subscriptions: [],
      telemetry: { traces: {} },
    });
  });

  it('hold for an empty file, a comment and an empty document', () => {
    const plain = loadConfig({ env: {}, cwd });
    for (const yaml of ['', '# nothing\n', '---\n', '{}']) expect(load(yaml)).toEqual(plain);
  });
});

describe('layers', () => {
  const yaml = 'lateness: 20s\nlisten:\n  port: 1000\n';

  it('put the environment over the file and flags over the environment', () => {
    expect(load(yaml).listen.port).toBe(1_000);
    expect(load(yaml, { WEIR_LISTEN_PORT: '2000' }).listen.port).toBe(2_000);
    expect(load(yaml, { WEIR_LISTEN_PORT: '2000' }, { 'listen.port': '3000' }).listen.port).toBe(3_000);
    expect(load(yaml, { WEIR_RETENTION_STEP_STATE: '2h' }).retention.stepState).toBe(7_200_000);
    expect(load(yaml).lateness).toBe(20_000);
  });

  it('read structured values as YAML', () => {
    expect(load('', { WEIR_DETECTOR_PARAMS: '{sensitivity: 0.7}' }).detector.params).toEqual({ sensitivity: 0.7 });
  });

  it('keep texts that look like numbers as texts', () => {
    expect(load('', { WEIR_DATA: '123' }).data).toBe(path.join(cwd, '123'));
  });

  it('name every setting once', () => {
    const names = CONFIG_LEAVES.map((leaf) => leaf.variable);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('WEIR_RETENTION_LOG_AGE');
  });

  it('cannot be changed afterwards', () => {
    const config = load(yaml);
    expect(() => Object.assign(config.listen, { port: 1 })).toThrow(TypeError);
  });
});

describe('what is refused', () => {
  it.each<[string, string, string, RegExp]>([
    ['a key with a typing mistake', 'latness: 10s', 'latness', /did you mean "lateness"\?/],
    ['a key deep inside', 'retention:\n  log:\n    siez: 1GB', 'retention.log.siez', /did you mean "size"\?/],
    ['a duration without unit', 'lateness: 10', 'lateness', /a text such as 60s, 10m, 72h, 35d, found 10/],
    ['a duration out of bounds', 'steps:\n  request: 2h', 'steps.request', /1s to 1h, found 2h/],
    ['a step that does not divide a day', 'steps: {request: 7s}', 'steps.request', /divides a day/],
    ['a port that is none', 'listen: {port: 70000}', 'listen.port', /<= 65535, found 70000/],
    ['a port as text', 'listen: {port: high}', 'listen.port', /a whole number, found "high"/],
    ['a level that is none', 'log: {level: loud}', 'log.level', /one of silent, .*, found "loud"/],
    ['a section that is a text', 'listen: here', 'listen', /an object, found "here"/],
    ['a list instead of an object', '- 1', '(whole)', /an object, found a list of 1/],
    [
      'a body larger unpacked than packed',
      'limits: {body: 2MiB, unpacked: 1MiB}',
      'limits.unpacked',
      /at least limits\.body/,
    ],
    ['a bind beyond loopback without tokens', 'listen: {host: 0.0.0.0}', 'listen.host', /add tokens/],
    ['a name that only begins like loopback', 'listen: {host: 127.0.0.1.example.org}', 'listen.host', /loopback/],
    [
      'an objective without a value',
      'objectives: [{service: a, indicator: b}]',
      'objectives[0]',
      /either .*, found neither/,
    ],
    [
      'an objective with two',
      'objectives: [{service: a, indicator: b, above: 1, below: 0}]',
      'objectives[0]',
      /either above or below, found both/,
    ],
    ['more than a whole core', 'forecast: {cpu: 200}', 'forecast.cpu', /<= 100, found 200/],
    ['NaN', 'listen: {port: .nan}', 'listen.port', /a whole number/],
    [
      'an endpoint that is no URL',
      'telemetry: {traces: {endpoint: collector}}',
      'telemetry.traces.endpoint',
      /such as http/,
    ],
  ])('%s', (_, yaml, at, message) => {
    const error = refusal(yaml);
    expect(error.details.map((detail) => detail.path)).toContain(at);
    expect(error.message).toMatch(message);
    for (const detail of error.details) {
      expect(detail.expected).not.toBe('');
      expect(detail.found).not.toBe('');
    }
  });

  it('says the line of the file', () => {
    expect(refusal('# one\nlisten:\n  host: 127.0.0.1\n  port: x\n').message).toContain('listen.port (weir.yaml:4)');
  });

  it('says the variable or the flag', () => {
    expect(refusal('', { WEIR_LATENESS: 'soon' }).message).toContain('lateness (WEIR_LATENESS)');
    expect(refusal('', {}, { lateness: 'soon' }).message).toContain('lateness (--set lateness)');
  });

  it('names all that is wrong at once', () => {
    const error = refusal('lateness: 2h\nsteps: {request: 2h}\n');
    expect(error.details.map((detail) => detail.path).sort()).toEqual(['lateness', 'steps.request']);
  });

  it.each([
    ['a tab', 'listen:\n\tport: 1', /weir\.yaml:2/],
    ['a key twice', 'lateness: 1s\nlateness: 2s', /weir\.yaml:2/],
    ['an open bracket', 'tokens: [', /weir\.yaml:1/],
    [
      'aliases that multiply',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefg'.replace(
        /./g,
        (c) =>
          `${c}: &${c} [${Array(9)
            .fill(`*${String.fromCharCode(c.charCodeAt(0) - 1)}`)
            .join()}]\n`
      )}`,
      /weir\.yaml/,
    ],
  ])('YAML with %s', (_, yaml, message) => {
    expect(refusal(yaml).message).toMatch(message);
  });

  it('a file that is not there', () => {
    expect(() => loadConfig({ file: 'nowhere.yaml', env: {}, cwd })).toThrow(/nowhere\.yaml \(ENOENT\)/);
  });

  it('a flag that is no setting', () => {
    expect(() => loadConfig({ env: {}, flags: { 'listen.prot': '1' }, cwd })).toThrow(/did you mean listen\.port\?/);
  });

  it('keys that reach into prototypes', () => {
    refusal('__proto__: {polluted: true}');
    refusal('constructor: {prototype: {polluted: true}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('tokens', () => {
  const secret = 'correct horse battery staple';
  const one = (reference: string) => `tokens: [{name: grafana, scopes: [read], secret: ${reference}}]`;

  it('come from environment and file, as digests', () => {
    writeFileSync(path.join(cwd, 'secret'), `${secret}\n`);
    const sha256 = createHash('sha256').update(secret).digest('hex');
    const expected = [{ name: 'grafana', tenant: 'default', scopes: ['read'], sha256 }];
    expect(load(one('{env: S}'), { S: secret }).tokens).toEqual(expected);
    expect(load(one('{file: secret}')).tokens).toEqual(expected);
  });

  it('allow to listen beyond loopback', () => {
    expect(load(`listen: {host: 0.0.0.0}\n${one('{env: S}')}`, { S: secret }).listen.host).toBe('0.0.0.0');
  });

  it.each([
    ['a variable that is not set', one('{env: NOT_SET}'), /tokens\[0\]\.secret\.env/],
    ['a file that is not there', one('{file: nowhere}'), /tokens\[0\]\.secret\.file/],
    ['both', one('{env: S, file: s}'), /either/],
    ['neither', one('{}'), /either/],
    ['a short secret', one('{env: SHORT}'), /at least 16 characters/],
    ['the secret itself', one(`"${secret}"`), /a reference, \{env: NAME\} or \{file: PATH\}/],
    ['the secret under another key', one(`{value: "${secret}"}`), /a reference/],
    ['no scopes', 'tokens: [{name: a, scopes: [], secret: {env: S}}]', /at least 1 items/],
    ['a scope that is none', 'tokens: [{name: a, scopes: [root], secret: {env: S}}]', /one of ingest, read/],
    [
      'two of one name',
      'tokens: [{name: a, scopes: [read], secret: {env: S}}, {name: a, scopes: [read], secret: {env: T}}]',
      /a name of its own/,
    ],
    [
      'two of one secret',
      'tokens: [{name: a, scopes: [read], secret: {env: S}}, {name: b, scopes: [read], secret: {env: S}}]',
      /a secret of its own/,
    ],
  ])('are refused with %s, and the secret is not shown', (_, yaml, message) => {
    const error = refusal(yaml, { S: secret, T: `${secret}!`, SHORT: 'shortsecret' });
    expect(error.message).toMatch(message);
    const shown = JSON.stringify([error.message, error.details]);
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain('shortsecret');
  });
});

describe('settingsOf', () => {
  it.each([
    ['127.0.0.1:80', { 'listen.host': '127.0.0.1', 'listen.port': '80' }],
    ['[::1]:80', { 'listen.host': '::1', 'listen.port': '80' }],
    [':80', { 'listen.port': '80' }],
    ['80', { 'listen.port': '80' }],
  ])('takes --listen %s', (text, settings) => {
    expect(settingsOf(new Map([['--listen', [text]]]))).toEqual(settings);
  });

  it.each(['', 'localhost', '::1:80', 'a:b:1', 'http://x:1'])('refuses --listen %j', (text) => {
    expect(() => settingsOf(new Map([['--listen', [text]]]))).toThrow(/--listen must be HOST:PORT/);
  });

  it('takes --set and --data, and refuses --set without a value', () => {
    const flags = new Map([
      ['--set', ['lateness=5s', 'detector.params={a: "b=c"}']],
      ['--data', ['a', 'b']],
    ]);
    expect(settingsOf(flags)).toEqual({ lateness: '5s', 'detector.params': '{a: "b=c"}', data: 'b' });
    expect(() => settingsOf(new Map([['--set', ['lateness']]]))).toThrow(/PATH=VALUE/);
  });
});

describe('surroundings', () => {
  it('find the usual file', () => {
    writeFileSync(path.join(cwd, 'weir.yaml'), '');
    expect(findConfigFile({}, cwd)).toBe('weir.yaml');
    expect(findConfigFile({ WEIR_CONFIG: '/etc/w.yaml' }, cwd)).toBe('/etc/w.yaml');
    expect(findConfigFile({}, path.join(cwd, 'nowhere'))).toBeUndefined();
  });

  it('notice variables that are no settings, but not those of Kubernetes', () => {
    expect(
      unknownVariables({
        WEIR_LATNESS: '1',
        WEIR_DATA: 'x',
        WEIR_NODE: 'n',
        WEIR_SERVICE_HOST: 'h',
        WEIR_PORT_8780_TCP: 'p',
      })
    ).toEqual(['WEIR_LATNESS']);
  });
});
