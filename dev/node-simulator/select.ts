import type { Tree } from './interfaces.ts';

/**
 * What of a tree an XPath filter selects, with all that is above it: paths with keys as predicates, such as
 * `/ietf-interfaces:interfaces/interface[name='eth0']/statistics`. Undefined when it selects nothing.
 */
export function select(tree: Tree, xpath: string): Tree | undefined {
  const steps = xpath.split('/').slice(1);
  if (!xpath.startsWith('/') || steps.some((step) => !STEP.test(step))) return undefined;
  return pick(tree, steps);
}

const STEP = /^([A-Za-z_][\w.-]*:)?[A-Za-z_*][\w.-]*(\[[\w.:-]+=('[^']*'|"[^"]*")\])*$/;
const PREDICATE = /\[(?:[\w.-]+:)?([\w.-]+)=(?:'([^']*)'|"([^"]*)")\]/g;

function pick(node: Tree, steps: readonly string[]): Tree | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return node;
  const name = step.replace(/\[.*$/, '');
  const wanted = [...step.matchAll(PREDICATE)].map(([, key, single, double]) => [key as string, single ?? double]);
  const picked: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (key !== name && key.split(':').at(-1) !== name) continue;
    const inner = pickValue(value, rest, wanted);
    if (inner !== undefined) picked[key] = inner;
  }
  // The keys of an entry come with whatever is selected of it.
  if (Object.keys(picked).length > 0 && node['name'] !== undefined) picked['name'] = node['name'];
  return Object.keys(picked).length > 0 ? picked : undefined;
}

function pickValue(
  value: unknown,
  rest: readonly string[],
  wanted: readonly (readonly (string | undefined)[])[]
): unknown {
  if (Array.isArray(value)) {
    const entries = value.filter((entry: Tree) => wanted.every(([key, text]) => String(entry[key as string]) === text));
    const picked = entries.flatMap((entry: Tree) => pick(entry, rest) ?? []);
    return picked.length > 0 ? picked : undefined;
  }
  if (typeof value === 'object' && value !== null) return pick(value as Tree, rest);
  return rest.length === 0 ? value : undefined;
}
