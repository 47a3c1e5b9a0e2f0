import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { examineDetector } from './exam.ts';
import type { DetectorLimits } from './exam.ts';
import { detectors } from './registry.ts';

const FURNITURE = ['detector.ts', 'registry.ts', 'exam.ts', 'revised.ts'];

/** What each detector declares. */
const LIMITS: Record<(typeof detectors)[number]['id'], DetectorLimits> = {
  'seasonal-baseline': { bytesPerSeries: 1400, warmUp: 30 },
};

for (const definition of detectors) examineDetector(definition, LIMITS[definition.id] as DetectorLimits);

/** The file that defines a detector: `<id>.ts`, or `<id>/definition.ts` when it has more than one. */
function sourceOf(id: string): URL {
  const alone = new URL(`${id}.ts`, import.meta.url);
  return existsSync(alone) ? alone : new URL(`${id}/definition.ts`, import.meta.url);
}

describe('the registry', () => {
  it('lists every detector of this folder once, and nothing else', () => {
    const found = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || (entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts')))
      .filter((entry) => !FURNITURE.includes(entry.name))
      .map((entry) => entry.name.replace(/\.ts$/, ''));
    expect(found.sort()).toEqual(detectors.map((definition) => definition.id).sort());
  });

  it.each(detectors.map((definition) => definition.id))('%s names a strength, a blind spot and a source', (id) => {
    const text = readFileSync(sourceOf(id), 'utf8');
    for (const word of ['Strength:', 'Blind spot:', 'Source:']) expect(text).toContain(word);
  });
});
