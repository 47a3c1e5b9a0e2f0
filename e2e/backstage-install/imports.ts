import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import type { Manifest } from './packages.ts';

/** What JavaScript and declarations import: `from 'x'`, `import 'x'`, `import('x')`, `require('x')`. */
const IMPORT = /(?<![.\w])(?:from\s*|import\s*\(?\s*|require\(\s*)['"]([^'"\n]+)['"]/g;

/** The packages that the files of a folder import, without those of Node. */
function importedPackages(folder: string): Set<string> {
  const found = new Set<string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(js|ts)$/.test(file)) continue;
    for (const [, specifier = ''] of readFileSync(path.join(folder, file), 'utf8').matchAll(IMPORT)) {
      if (!specifier.startsWith('.') && !isBuiltin(specifier)) found.add(packageOf(specifier));
    }
  }
  return found;
}

/** What a package imports and its manifest does not name: with stricter managers than npm it would not be found. */
export function undeclaredImports(folder: string, manifest: Manifest): string[] {
  const declared = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
  return [...importedPackages(folder)].filter((name) => name !== manifest.name && !declared.has(name));
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
