import { WeirError } from '../core/errors.ts';
import { checkText } from '../core/human-text.ts';
import { checkRef } from './catalog-entity.ts';
import { proposedRef } from './merge.ts';
import { driftKey } from './row.ts';
import type { Decision, DecisionWord, InventoryRow, InventoryState } from './row.ts';

const OWNER_MAXIMUM = 256;

/** The states in which a decision makes sense. */
const FITS: Readonly<Record<DecisionWord, readonly InventoryState[]>> = {
  accept: ['proposed', 'dismissed'],
  dismiss: ['proposed'],
  choose: ['conflict'],
  'keep-catalog': ['drifted'],
  'propose-change': ['drifted'],
  undo: ['conflict', 'drifted', 'proposed', 'matched', 'dismissed'],
};

/** What a person decided. */
export interface GivenDecision {
  readonly decision: DecisionWord;
  readonly ref?: string | undefined;
  readonly owner?: string | undefined;
}

/**
 * A decision about a row with a service, as it is kept.
 *
 * @throws WeirError `conflict` when the row is not (or no longer) in a state for it, `invalid_argument` for a reference
 * that is missing or does not claim the service
 */
export function checkDecision(row: InventoryRow, { decision, ref, owner }: GivenDecision, path: string): Decision {
  const { service, state, claims, drift } = row;
  if (service === undefined) throw new Error('a row without a service cannot be decided about');
  if (!FITS[decision].includes(state)) {
    const expected = `a service that is ${FITS[decision].join(' or ')}`;
    throw new WeirError('conflict', `${service.name} is ${state}, which leaves nothing to ${decision}.`, [
      { path: `${path}.decision`, expected, found: state },
    ]);
  }
  const { namespace, name } = service;
  const base = { namespace, name, decision };
  if (decision === 'choose')
    return {
      ...base,
      ref: chosen(
        ref,
        claims.map(({ entity }) => entity.ref),
        path
      ),
    };
  if (ref !== undefined && decision !== 'accept') throw unwanted(`${path}.ref`, decision, ref);
  if (decision === 'accept') {
    return {
      ...base,
      ref: ref === undefined ? proposedRef(service) : checkRef(ref, `${path}.ref`),
      owner: owner === undefined ? undefined : checkText(`${path}.owner`, owner, { maximum: OWNER_MAXIMUM }),
    };
  }
  if (owner !== undefined) throw unwanted(`${path}.owner`, decision, owner);
  return decision === 'keep-catalog' || decision === 'propose-change' ? { ...base, drift: driftKey(drift) } : base;
}

function chosen(ref: string | undefined, claims: readonly string[], path: string): string {
  const wanted = ref === undefined ? undefined : checkRef(ref, `${path}.ref`);
  if (wanted !== undefined && claims.includes(wanted)) return wanted;
  const expected = `one of ${claims.join(', ')}`;
  throw refused(`${path}.ref`, expected, ref === undefined ? 'nothing' : JSON.stringify(ref.slice(0, 80)));
}

function unwanted(path: string, decision: DecisionWord, value: string): WeirError {
  return refused(path, `nothing: ${decision} does not take it`, JSON.stringify(value.slice(0, 80)));
}

function refused(path: string, expected: string, found: string): WeirError {
  const message = `The decision is refused: ${path} must be ${expected}, found ${found}.`;
  return new WeirError('invalid_argument', message, [{ path, expected, found }]);
}
