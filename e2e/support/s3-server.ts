import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { S3Options } from '@weir/detection-service/storage/objects/s3-objects.ts';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { takesConnections } from './ports.ts';
import { pause } from './service-process.ts';

const HOME = fileURLToPath(new URL('../../.weir/tools/moto', import.meta.url));
const READY_TIMEOUT_MS = 30_000;
const REGION = 'us-east-1';
const BUCKET = 'weir';
/** Calls that make the bucket and the person whose signatures are checked from then on. */
const FREE_CALLS = 4;
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };

/** A server that speaks S3 (PyPI: `moto`) on loopback, with one bucket, that checks signatures; what it has is in memory. */
export class S3Server {
  readonly #endpoint: string;
  readonly #port: number;
  #child: ChildProcess | undefined;
  #output = '';
  #accessKey = '';
  #secretKey = '';

  private constructor(port: number) {
    this.#port = port;
    this.#endpoint = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<S3Server> {
    const server = new S3Server(await freePort());
    try {
      await server.#start();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** How to reach it; every prefix is a store of its own. */
  options(prefix: string): S3Options {
    const [accessKey, secretKey] = [this.#accessKey, this.#secretKey];
    return { endpoint: this.#endpoint, region: REGION, bucket: BUCKET, prefix, pathStyle: true, accessKey, secretKey };
  }

  async #start(): Promise<void> {
    if (!existsSync(HOME)) throw new Error(`there is no moto at ${HOME}: .ci/fetch-moto puts one there`);
    const env = { ...process.env, PYTHONPATH: HOME, INITIAL_NO_AUTH_ACTION_COUNT: String(FREE_CALLS) };
    const child = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(this.#port)], {
      ...{ env, stdio: ['ignore', 'ignore', 'pipe'] },
    });
    this.#child = child;
    child.on('error', (error) => (this.#output = error.message));
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-4000);
    });
    for (const deadline = Date.now() + READY_TIMEOUT_MS; !(await takesConnections(this.#port)); await pause(50)) {
      if (Date.now() > deadline || child.exitCode !== null) throw new Error(`moto did not start: ${this.#output}`);
    }
    await this.#ask('PUT', `/${BUCKET}`, 's3', '');
    await this.#iam({ Action: 'CreateUser', UserName: 'weir' });
    const policy = { PolicyName: 'all', PolicyDocument: JSON.stringify(POLICY) };
    await this.#iam({ Action: 'PutUserPolicy', UserName: 'weir', ...policy });
    const keys = await this.#iam({ Action: 'CreateAccessKey', UserName: 'weir' });
    this.#accessKey = /<AccessKeyId>(.*?)</.exec(keys)?.[1] ?? '';
    this.#secretKey = /<SecretAccessKey>(.*?)</.exec(keys)?.[1] ?? '';
  }

  #iam(parameters: Readonly<Record<string, string>>): Promise<string> {
    return this.#ask('POST', '/', 'iam', new URLSearchParams(parameters).toString());
  }

  async #ask(method: string, target: string, service: string, body: string): Promise<string> {
    // Nobody checks the signature yet; the scope says which service is meant.
    const authorization = `AWS4-HMAC-SHA256 Credential=x/20260101/${REGION}/${service}/aws4_request, Signature=x`;
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(this.#endpoint + target, { method, headers, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`moto answered ${answer.status} to ${service}: ${text}`);
    return text;
  }

  /** Nothing of it is heard until `thaw`, and connections are taken all the same. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}
