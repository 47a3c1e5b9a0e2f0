import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Every folder at or below `folder` that holds a Go module of its own. */
export function goModules(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const full = path.join(folder, name);
    if (name === 'go.mod') return [folder];
    if (name === 'testdata' || name.startsWith('.') || !statSync(full).isDirectory()) return [];
    return goModules(full);
  });
}
