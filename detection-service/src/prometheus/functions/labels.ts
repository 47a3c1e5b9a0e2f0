import type { RE2JS } from 're2js';
import { unique, type Column } from '../columns.ts';
import { isLabelName, type LabelSet } from '../label-set.ts';
import { compilePattern } from '../matcher.ts';
import { QueryError } from '../query-error.ts';
import { textOf, vectorOf } from './arguments.ts';
import type { FunctionDefinition } from './function.ts';

const labelReplace: FunctionDefinition = {
  name: 'label_replace',
  takes: ['instant vector', 'string', 'string', 'string', 'string'],
  yields: 'instant vector',
  *evaluate(scope, [vector, ...texts]) {
    const [target, replacement, source, pattern] = texts.map(textOf) as [string, string, string, string];
    const compiled = compilePattern(pattern);
    checkTarget(target, 'label_replace');
    const columns: Column[] = [];
    for (const column of yield* vectorOf(scope, vector)) {
      columns.push({ ...column, labels: replaced(column.labels, target, replacement, source, compiled) });
      yield;
    }
    return { type: 'vector', columns: unique(columns) };
  },
};

const labelJoin: FunctionDefinition = {
  name: 'label_join',
  takes: ['instant vector', 'string', 'string', 'string'],
  repeats: true,
  yields: 'instant vector',
  *evaluate(scope, [vector, ...texts]) {
    const [target, separator, ...sources] = texts.map(textOf) as [string, string, ...string[]];
    checkTarget(target, 'label_join');
    for (const source of sources) {
      if (!isLabelName(source))
        throw new QueryError('execution', `invalid source label name in label_join(): ${source}`);
    }
    const columns: Column[] = [];
    for (const column of yield* vectorOf(scope, vector)) {
      const value = sources.map((source) => column.labels.get(source)).join(separator);
      columns.push({ ...column, labels: column.labels.with(target, value) });
      yield;
    }
    return { type: 'vector', columns: unique(columns) };
  },
};

/** Functions that write labels. */
export const labels: readonly FunctionDefinition[] = [labelReplace, labelJoin];

function checkTarget(target: string, name: string): void {
  if (isLabelName(target)) return;
  throw new QueryError('execution', `invalid destination label name in ${name}(): ${target}`);
}

/** Writes `target` where the whole of `source` matches; `$1`, `${1}` and `${name}` stand for what groups found. */
function replaced(set: LabelSet, target: string, replacement: string, source: string, pattern: RE2JS): LabelSet {
  const match = pattern.matcher(set.get(source));
  if (!match.matches()) return set;
  const groups = pattern.namedGroups();
  const value = replacement.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, plain?: string, braced?: string) => {
    const name = plain ?? braced;
    if (name === undefined) return whole === '$$' ? '$' : whole;
    const group = /^\d+$/.test(name) ? Number(name) : groups[name];
    return group === undefined || group > match.groupCount() ? '' : (match.group(group) ?? '');
  });
  return set.with(target, value);
}
