import path from 'node:path';

/**
 * What to call the service of a log file whose lines do not say: the file's name without the endings of rotation and
 * compression and without the word `access`; `access` where nothing is left.
 */
export function serviceName(file: string): string {
  if (file === '-') return 'access';
  const stem = path
    .basename(file)
    .replace(/(\.(gz|log|txt|json|jsonl|ndjson|\d+)|[-_.]\d{4}-?\d{2}-?\d{2})+$/gi, '')
    .replace(/[-_.]?(access)([-_.]?log)?$/i, '');
  return stem === '' ? 'access' : stem;
}
