import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const TOOLS = HERE('.weir/tools/nifi');
const JAVA = path.join(TOOLS, 'java', 'bin', 'java');
const LIB = path.join(TOOLS, 'lib');
const SOURCE = HERE('e2e/support/nifi/RunFlow.java');
const COMPILER = 'org.eclipse.jdt.internal.compiler.batch.Main';
/** It runs for seconds. */
const JVM = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** A flow file before an input port. */
export interface FlowFile {
  readonly port: string;
  readonly content: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A flow file that has left a flow: by an output port, or by a relationship of a processor that ends there. */
export interface LeftFlowFile {
  readonly from: string;
  readonly relationship: string;
  readonly content: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Runs a flow definition with NiFi's real processors, in NiFi's test framework. */
export class NifiFlow {
  readonly #classes: string;
  readonly #definition: string;
  readonly #parameters: readonly string[];

  /** Compiles what runs it into `folder`. Parameters are those of the definition's parameter context. */
  constructor(folder: string, definition: string, parameters: Readonly<Record<string, string>>) {
    if (!existsSync(JAVA)) throw new Error(`there is no NiFi at ${TOOLS}: .ci/fetch-nifi puts one there`);
    this.#classes = path.join(folder, 'classes');
    this.#definition = definition;
    this.#parameters = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
    mkdirSync(this.#classes, { recursive: true });
    // The compiler does not know wildcards in its class path.
    const jars = readdirSync(LIB).map((name) => path.join(LIB, name));
    const system = ['--system', path.join(TOOLS, 'java'), '-cp', jars.join(path.delimiter)];
    const args = [
      ...JVM,
      '-cp',
      path.join(LIB, '*'),
      COMPILER,
      '-21',
      '-nowarn',
      ...system,
      '-d',
      this.#classes,
      SOURCE,
    ];
    const { status, stderr, error } = spawnSync(JAVA, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`RunFlow.java cannot be compiled: ${error?.message ?? stderr}`);
  }

  /** Sends flow files through; a processor gets at most `most` of them, so that what is tried for ever comes out, too. */
  run(files: readonly FlowFile[], most: number): Promise<LeftFlowFile[]> {
    const classes = [this.#classes, path.join(LIB, '*')].join(path.delimiter);
    const child = spawn(JAVA, [...JVM, '-cp', classes, 'RunFlow', this.#definition, String(most), ...this.#parameters]);
    const { promise, resolve, reject } = Promise.withResolvers<LeftFlowFile[]>();
    let output = '';
    let words = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) => {
      const lines = output.split('\n').filter((line) => line !== '');
      if (code === 0) resolve(lines.map((line) => JSON.parse(line) as LeftFlowFile));
      else reject(new Error(`the flow ended with ${code}: ${words}`));
    });
    child.stdin.end(files.map((file) => `${JSON.stringify(file)}\n`).join(''));
    return promise;
  }
}
