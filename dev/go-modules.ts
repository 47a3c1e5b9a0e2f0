import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Modules that only pin the versions of tools; compiling those tools to examine nothing would take many minutes. */
const PINS = ['lint', 'tools'];

/** Every folder at or below `folder` that holds a Go module with code of its own. */
export function goModules(folder: string): string[] {
  if (PINS.includes(path.basename(folder))) return [];
  return readdirSync(folder).flatMap((name) => {
    const full = path.join(folder, name);
    if (name === 'go.mod') return [folder];
    if (name === 'testdata' || name.startsWith('.') || !statSync(full).isDirectory()) return [];
    return goModules(full);
  });
}
