import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request as call, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntityPage } from '@weir/contract';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { CollectorProcess } from '@weir/detection-service/cli/collector/process.ts';
import { collectorPorts, collectorSetting } from '@weir/detection-service/cli/collector/start.ts';
import { SECOND } from '@weir/detection-service/core/time.ts';
import { Authority } from '../support/authority.ts';
import { NifiFlow, type FlowFile, type LeftFlowFile } from '../support/nifi.ts';
import { OtlpWatch } from '../support/otlp-watch.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { countsByStep, resultsOf } from '../support/stored-results.ts';

/** The flow that sends to the collector runs with NiFi's real processors, set as its definition sets them. */
const FLOW = fileURLToPath(new URL('../../deploy/nifi/to-weir.json', import.meta.url));
const PAGE = fileURLToPath(new URL('../../docs/sources/nifi.md', import.meta.url));
const SETTINGS = ['steps.request=1s', 'lateness=2s', 'log.level=warn'];
const SERVICE = 'orders';
const API = 'api.example.com';
const LINES_A_FILE = 20;
const TOO_MANY = 1001;
const TRIES = 10;
const SETTLED_WITHIN = 30 * SECOND;

const folder = scratchFolder('nifi');
let service: ServiceProcess;
let collector: CollectorProcess;
let watch: OtlpWatch;
let front: Server;
let listener: Server;
/** What came over TLS, as ListenOTLP takes it: from whom, where to, in which form. */
const exported: string[] = [];
let left: readonly LeftFlowFile[];
const keys: string[] = [];
let otlpHttp: number;

/** The exporter that the page about NiFi shows, set to a server that wants a certificate, as ListenOTLP is set. */
async function listenOverTls(): Promise<{ file: string; server: Server }> {
  const authority = new Authority(folder);
  const [ours, theirs] = [authority.issue('collector'), authority.issue('nifi')];
  const tls = { key: theirs.key, cert: theirs.cert, ca: authority.ca, requestCert: true, rejectUnauthorized: true };
  const server = createSecureServer(tls, (request, response) => {
    const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject;
    const { 'content-type': type, 'content-encoding': packed = 'not packed' } = request.headers;
    exported.push(`${String(CN)} ${request.method} ${request.url} ${type} ${packed}`);
    request.resume();
    request.on('end', () => response.setHeader('content-type', 'application/x-protobuf').end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const [block = ''] = /^exporters:\n {2}otlp_http\/nifi:[\s\S]*?(?=^```)/m.exec(readFileSync(PAGE, 'utf8')) ?? [];
  const file = path.join(folder, 'exporter.yaml');
  const text = block
    .replace('nifi.example.net:4317', `127.0.0.1:${(server.address() as AddressInfo).port}`)
    .replace('/etc/weir/ca.pem', authority.caFile)
    .replace('/etc/weir/collector.pem', ours.certFile)
    .replace('/etc/weir/collector.key', ours.keyFile);
  writeFileSync(file, text);
  return { file, server };
}

/** What the front does with each request to come; then it only passes on. */
const mishaps: ('refuse' | 'lose the answer')[] = ['refuse', 'lose the answer'];

/** Stands before the collector: refuses for now, or passes on and hangs up before the answer. */
function passOn(request: IncomingMessage, response: ServerResponse, port: number): void {
  keys.push(String(request.headers['idempotency-key']));
  const mishap = mishaps.shift();
  if (mishap === 'refuse') {
    request.resume();
    request.on('end', () => response.writeHead(503).end());
    return;
  }
  const { method, url, headers } = request;
  const forward = call({ host: '127.0.0.1', port, path: url, method, headers }, (answer) => {
    if (mishap !== undefined) {
      answer.resume();
      answer.on('end', () => request.socket.destroy());
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  request.pipe(forward);
}

/** One of nginx's lines, of this moment. */
function line(i: number): string {
  const now = new Date();
  const [, day, month, year] = /, (\d+) (\w+) (\d+)/.exec(now.toUTCString()) as RegExpExecArray;
  const time = `${day}/${month}/${year}:${now.toISOString().slice(11, 19)} +0000`;
  return `192.0.2.7 - - [${time}] "GET /orders/${i} HTTP/1.1" 200 512 "-" "curl/8" rt=0.050`;
}

const linesOf = (count: number): string => Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');

/** Flow files as they leave InvokeHTTP: answered, refused, and never answered. */
const CALLS: readonly FlowFile[] = [
  { 'invokehttp.status.code': '200', 'invokehttp.request.duration': '87', 'http.method': 'GET' },
  { 'invokehttp.status.code': '503', 'invokehttp.request.duration': '12', 'http.method': 'POST' },
  { 'invokehttp.java.exception.class': 'java.net.ConnectException', 'http.method': 'POST' },
].map((attributes) => ({
  port: 'calls',
  content: '',
  attributes: {
    ...attributes,
    'invokehttp.request.url': `https://${API}/carts/17?token="secret"`,
  },
}));

beforeAll(async () => {
  const binary = await collectorBinary(() => undefined);
  service = await ServiceProcess.start({ data: `${folder}/data`, port: await freePort(), set: SETTINGS });
  watch = await OtlpWatch.start();
  const layer = path.join(folder, 'nifi.yaml');
  const http = { keep_headers: ['filename', 'uuid'], max_records: TOO_MANY - 1, service: { from: 'host' } };
  writeFileSync(
    layer,
    JSON.stringify({
      receivers: { api_telemetry: { protocols: { http } } },
      exporters: { 'otlp_http/watch': { endpoint: watch.url, encoding: 'json', compression: 'none' } },
      service: { pipelines: { logs: { exporters: ['api_red', 'otlp_http/watch'] } } },
    })
  );
  const ports = await collectorPorts();
  const { file: exporter, server } = await listenOverTls();
  listener = server;
  otlpHttp = ports.otlpHttp;
  const storage = `${folder}/collector`;
  const base = collectorSetting({ binary, endpoint: service.url, storage, resolution: SECOND }, ports);
  collector = await CollectorProcess.start({ binary, ...base, configs: [...base.configs, layer, exporter] });
  front = createServer((request, response) => passOn(request, response, ports.lines));
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const flow = new NifiFlow(folder, FLOW, {
    'weir.url': `http://127.0.0.1:${(front.address() as AddressInfo).port}/v1/lines`,
    'weir.service': SERVICE,
    'weir.environment': 'test',
    'weir.source': 'nifi',
  });
  left = await flow.run(
    [
      { port: 'lines', content: linesOf(LINES_A_FILE), attributes: { filename: 'bestellungen für heute.log' } },
      { port: 'lines', content: linesOf(LINES_A_FILE), attributes: { filename: 'second.log' } },
      { port: 'lines', content: linesOf(TOO_MANY), attributes: { filename: 'huge.log' } },
      ...CALLS,
    ],
    TRIES
  );
});

afterAll(async () => {
  for (const server of [front, listener]) {
    server?.closeAllConnections();
    server?.close();
  }
  await collector?.stop();
  await service?.stop();
  await watch?.stop();
});

/** The calls of a service that the detection service has counted, once there are so many of them. */
async function counted(name: string, expected: number): Promise<number> {
  for (const deadline = Date.now() + SETTLED_WITHIN; ; await pause(250)) {
    const counts = countsByStep(resultsOf(`${folder}/data`, name, 'request_rate'));
    const sum = [...counts.values()].reduce((a, b) => a + b, 0);
    if (sum >= expected || Date.now() > deadline) return sum;
  }
}

async function routes(name: string): Promise<string[]> {
  const { items } = await service.get<EntityPage>('/v1/entities?kind=endpoint&limit=1000');
  return items.filter((one) => one.name === name).map((one) => `${one.method} ${one.route}`);
}

describe("NiFi's real processors", () => {
  it('send lines until they are taken, and each line is a call once', async () => {
    // One was refused at first, one was taken and its answer lost: both came again with their key.
    expect([mishaps, keys.length - new Set(keys).size]).toEqual([[], 2]);
    expect(await counted(SERVICE, 2 * LINES_A_FILE)).toBe(2 * LINES_A_FILE);
    expect(await routes(SERVICE)).toEqual(['GET /orders/{id}']);
  });

  it('hand out what will never be taken, with the reason', () => {
    const refused = left.filter(({ from }) => from === 'refused');
    expect(refused.map(({ attributes }) => [attributes['filename'], attributes['invokehttp.status.code']])).toEqual([
      ['huge.log', '413'],
    ]);
    expect(left.filter(({ from }) => from === 'too many')).toEqual([]);
  });

  it('send the calls that InvokeHTTP has made, with those that were never answered', async () => {
    expect(await counted(API, CALLS.length)).toBe(CALLS.length);
    expect((await routes(API)).sort()).toEqual(['GET /carts/{id}', 'POST /carts/{id}']);
    // They may lie in two steps.
    const calls = countsByStep(resultsOf(`${folder}/data`, API, 'request_rate'));
    const errors = resultsOf(`${folder}/data`, API, 'error_ratio').flatMap(({ results }) =>
      [...results.value].map((ratio, i) => (ratio === ratio ? ratio * (calls.get(results.time[i] as number) ?? 0) : 0))
    );
    expect(errors.reduce((a, b) => a + b, 0)).toBeCloseTo(2, 5);
  });

  it('keep attributes of flow files with what came in them', () => {
    const names = watch.logResources.map((resource) => resource['weir.sender.filename']);
    expect(new Set(names)).toContain('bestellungen+f%C3%BCr+heute.log');
    expect(new Set(names)).toContain('second.log');
    const uuids = watch.logResources
      .map((resource) => resource['weir.sender.uuid'])
      .filter((uuid) => uuid !== undefined);
    expect(uuids.every((uuid) => keys.includes(uuid))).toBe(true);
  });
});

describe('a collector that exports to ListenOTLP', () => {
  it('shows its certificate and sends OTLP over HTTP, as the page configures it', async () => {
    const record = { timeUnixNano: String(Date.now() * 1e6), body: { stringValue: 'a word' } };
    const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`http://127.0.0.1:${otlpHttp}/v1/logs`, { method: 'POST', body, headers });
    expect(answer.status).toBe(200);
    for (const deadline = Date.now() + 10 * SECOND; exported.length === 0 && Date.now() < deadline;) await pause(50);
    expect(exported).toEqual(['collector POST /v1/logs application/x-protobuf not packed']);
  });
});
