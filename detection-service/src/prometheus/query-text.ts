import type { SyntaxNode } from '@lezer/common';
import { QueryError } from './query-error.ts';

/** The text of a query, read with its syntax tree: what stands where, and how to say that something is wrong there. */
export class QueryText {
  readonly whole: string;

  constructor(whole: string) {
    this.whole = whole;
  }

  of(node: SyntaxNode): string {
    return this.whole.slice(node.from, node.to);
  }

  /** The part of a node that the grammar says is there. */
  child(node: SyntaxNode, kind: string): SyntaxNode {
    const child = node.getChild(kind);
    if (child === null) throw this.error(node.from, `there is no ${kind} in this ${node.name}`);
    return child;
  }

  /** Gives what is wrong with a part its place. */
  checked<T>(node: SyntaxNode, make: () => T): T {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof QueryError) || error.message.includes('parse error')) throw error;
      throw this.error(node.from, error.message);
    }
  }

  unsupported(node: SyntaxNode, what: string): QueryError {
    return this.error(node.from, `${what} is not in the subset of PromQL that Weir understands (docs/prometheus.md)`);
  }

  /** The grammar has no use for what stands at `at`. */
  unexpected(at: number): QueryError {
    const called = /([A-Za-z_:][\w:]*)\s*$/.exec(this.whole.slice(0, at));
    if (this.whole.charAt(at) === '(' && called !== null)
      return this.error(called.index, `unknown function with name "${called[1]}"`);
    const rest = /^\s*([\w:]+|.)/s.exec(this.whole.slice(at, at + 100));
    return this.error(at, rest === null ? 'unexpected end of input' : `unexpected ${JSON.stringify(rest[1])}`);
  }

  error(at: number, message: string): QueryError {
    const before = this.whole.slice(0, at).split('\n');
    const column = (before.at(-1) as string).length + 1;
    return new QueryError('bad_data', `${before.length}:${column}: parse error: ${message}`);
  }
}
