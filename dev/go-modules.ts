import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './run.ts';

/** Modules that only pin the versions of tools; compiling those tools to examine nothing would take many minutes. */
const PINS = ['lint', 'tools'];
/** Nothing of its own in it, and ten minutes of compiling: collector-receiver/distributions/README.md. */
const LARGE = ['full'];
const SKIPPED = ['testdata', 'node_modules', 'dist'];

/** Every folder of the repository that holds a Go module with code of its own. */
export function goModules(): string[] {
  return ['collector-receiver', 'plugins/grafana-datasource'].flatMap((folder) =>
    modulesBelow(path.join(ROOT, folder))
  );
}

function modulesBelow(folder: string): string[] {
  if ([...PINS, ...LARGE].includes(path.basename(folder))) return [];
  return readdirSync(folder).flatMap((name) => {
    const full = path.join(folder, name);
    if (name === 'go.mod') return [folder];
    if (SKIPPED.includes(name) || name.startsWith('.') || !statSync(full).isDirectory()) return [];
    return modulesBelow(full);
  });
}
