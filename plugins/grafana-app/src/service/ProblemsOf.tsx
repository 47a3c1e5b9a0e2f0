import React from 'react';
import { EmptyState } from '@grafana/ui';

import { ProblemTable } from '../overview/ProblemTable';
import { Shown } from '../parts/States';
import { Page, Problem, ProblemListing } from '../weir/answers';
import { Answer } from '../weir/use-answer';
import { span } from '../words/times';

/** The problems of one service in the range, the newest first. */
export function ProblemsOf({ answer, range }: { answer: Answer<Page<Problem>>; range: number }) {
  const nothing = () => undefined;
  return (
    <Shown answer={answer}>
      {({ items }) => (
        <ProblemTable
          data={listingOf(items)}
          page={1}
          plain
          onSort={nothing}
          onPage={nothing}
          onStorm={nothing}
          empty={<EmptyState variant="completed" message={`No problems in the last ${span(range)}.`} />}
        />
      )}
    </Shown>
  );
}

const listingOf = (
  items: Problem[]
): Pick<ProblemListing, 'items' | 'total' | 'storm' | 'more' | 'open' | 'closed'> => ({
  items: items.map((one) => ({ ...one, environment: '', owner: '' })),
  total: Math.min(50, items.length),
  storm: null,
  more: false,
  open: 0,
  closed: 0,
});
