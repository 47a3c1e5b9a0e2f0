import * as contract from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { PATTERNS, STAGES } from '../aggregate/anomaly.ts';
import { ERROR_CODES } from '../core/errors.ts';
import { SERIES_KINDS } from '../core/series.ts';
import { INCOMPLETE, UNCOVERED } from '../core/step-block.ts';
import { DECISIONS, INVENTORY_STATES } from '../inventory/row.ts';
import { INVENTORY_ORDERS } from '../inventory/select.ts';
import { ACTION_TYPES, EVENT_KINDS, POST_MORTEM_STATES } from '../postmortem/post-mortem.ts';
import { RECURRENCES, RHYTHMS, WORDS } from '../feedback/word.ts';
import { VERDICT_STATUSES } from '../core/verdict.ts';
import { ANOMALOUS } from './is-anomalous.ts';

/** The contract has lists of its own, so that it depends on nothing; here they are held to those of the core. */
describe('words of the contract', () => {
  it.each([
    ['codes of errors', contract.ERROR_CODES, ERROR_CODES],
    ['kinds of series', contract.SERIES_KINDS, SERIES_KINDS],
    ['statuses of verdicts', contract.VERDICT_STATUSES, VERDICT_STATUSES],
    ['patterns', contract.PATTERNS, PATTERNS],
    ['stages', contract.STAGES, STAGES],
    ['words of feedback', contract.FEEDBACK_WORDS, WORDS],
    ['recurrences', contract.RECURRENCES, RECURRENCES],
    ['rhythms', contract.RHYTHMS, RHYTHMS],
    ['states of the inventory', contract.INVENTORY_STATES, INVENTORY_STATES],
    ['orders of the inventory', contract.INVENTORY_ORDERS, INVENTORY_ORDERS],
    ['decisions', contract.INVENTORY_DECISIONS, DECISIONS],
    ['states of post-mortems', contract.POST_MORTEM_STATES, POST_MORTEM_STATES],
    ['types of actions', contract.ACTION_TYPES, ACTION_TYPES],
    ['kinds of events', contract.EVENT_KINDS, EVENT_KINDS],
  ])('%s are those of the core', (_, ours, theirs) => {
    expect(ours).toEqual(theirs);
  });

  it('flags have the documented bits', () => {
    expect([INCOMPLETE, UNCOVERED, ANOMALOUS]).toEqual([1, 2, 4]);
    const { description } = contract.SeriesAnswer.properties.flags as { readonly description?: string };
    expect(description).toMatch(/1: .*2: .*4: /);
  });
});
