#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { HelpAsked } from './cli/arguments.ts';
import { WeirError } from './core/errors.ts';

/** The command `weir`: picks the command, and is the only place that ends the process. */
const COMMANDS: Readonly<
  Record<string, { readonly summary: string; readonly run: (argv: readonly string[]) => Promise<number> }>
> = {
  replay: {
    summary: 'read access logs as if they happened now, and report what was not normal',
    run: async (argv) => (await import('./cli/replay/replay.ts')).replay(argv),
  },
  serve: {
    summary: 'run the detection service',
    run: async (argv) => (await import('./cli/serve.ts')).serve(argv),
  },
  topics: {
    summary: 'make the topics in Kafka that several replicas need',
    run: async (argv) => (await import('./cli/topics.ts')).topics(argv),
  },
  token: {
    summary: 'make a secret for somebody who may ask the service',
    run: async (argv) => (await import('./cli/token.ts')).token(argv),
  },
  doctor: {
    summary: 'say what is configured, reachable and missing',
    run: async (argv) => (await import('./cli/doctor.ts')).doctor(argv),
  },
};

function usage(): string {
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`);
  return `weir <command>\n\n${rows.join('\n')}\n\n\`weir <command> --help\` says more.\n`;
}

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === 'help') {
    process.stdout.write(usage());
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS[name];
  if (command === undefined) {
    process.stderr.write(`weir: there is no command ${name}.\n\n${usage()}`);
    return 2;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    if (error instanceof HelpAsked) {
      process.stdout.write(`weir ${name}: ${command.summary}\n\n${error.message}`);
      return 0;
    }
    if (!(error instanceof WeirError) || error.code === 'internal') throw error;
    process.stderr.write(`weir: ${error.message}\n`);
    for (const { path, expected, found } of error.details) {
      process.stderr.write(`  ${path}: expected ${expected}, found ${found}\n`);
    }
    return 2;
  }
}

// Removing types and compiling is most of the time to start; the second start reads it from a cache.
enableCompileCache();
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe went away, as `head` does; there is nobody left to tell.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await main(process.argv.slice(2));
