import type { Anomaly } from '../../aggregate/anomaly.ts';
import type { Problem } from '../../aggregate/problem.ts';
import type { Millis } from '../../core/time.ts';
import type { Change } from '../ports.ts';

/** A change that has no offset yet. */
type Put =
  { readonly kind: 'anomaly'; readonly anomaly: Anomaly } | { readonly kind: 'problem'; readonly problem: Problem };

/** Changes in the order in which they were put. */
export class ChangeList {
  #kept: { readonly change: Change; readonly time: Millis }[] = [];
  #newest = 0;
  #dropped = 0;

  add(put: Put): void {
    this.#kept.push({ change: { ...structuredClone(put), offset: ++this.#newest }, time: Date.now() });
  }

  after(tenant: string, offset: number, limit: number): readonly Change[] {
    return this.#kept
      .map(({ change }) => change)
      .filter((change) => change.offset > offset && tenantOf(change) === tenant)
      .slice(0, limit)
      .map((change) => structuredClone(change));
  }

  bounds(): { readonly newest: number; readonly dropped: number } {
    return { newest: this.#newest, dropped: this.#dropped };
  }

  drop(before: Millis): void {
    const rest = this.#kept.findIndex(({ time }) => time >= before);
    const gone = rest < 0 ? this.#kept.length : rest;
    this.#dropped = this.#kept[gone - 1]?.change.offset ?? this.#dropped;
    this.#kept = this.#kept.slice(gone);
  }
}

function tenantOf(change: Change): string {
  return change.kind === 'anomaly' ? change.anomaly.tenant : change.problem.tenant;
}
