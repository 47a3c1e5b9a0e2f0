import { readFileSync } from 'node:fs';
import path from 'node:path';
import { goModules } from './go-modules.ts';
import { ROOT, run } from './run.ts';

/** What a generator wrote is formatted as the generator likes it. */
function isGenerated(file: string): boolean {
  return /^\/\/ Code generated .* DO NOT EDIT\.$/m.test(readFileSync(file, 'utf8'));
}

/** gofmt and go vet over every Go module; says which files are not formatted. */
let failed = false;
for (const folder of goModules()) {
  const listed: string[] = [];
  await run('gofmt', ['-l', '.'], { cwd: folder, onLine: (line) => listed.push(line) });
  const unformatted = listed.filter((file) => !isGenerated(path.join(folder, file)));
  for (const file of unformatted)
    process.stderr.write(`not formatted: ${path.relative(ROOT, path.join(folder, file))}\n`);
  const vet = await run('go', ['vet', './...'], { cwd: folder });
  failed ||= unformatted.length > 0 || vet !== 0;
}
process.exitCode = failed ? 1 : 0;
