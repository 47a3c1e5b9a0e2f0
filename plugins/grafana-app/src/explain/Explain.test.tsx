import React from 'react';
import { screen } from '@testing-library/react';

import { answering, draw } from '../testing/draw';
import { anomaly, problem } from '../testing/stories';
import { Explain } from './Explain';

const known = {
  'entities/check': { known: true },
  'v1/entities': { items: [], next: null },
  'v1/problems': { items: [problem], next: null },
};
const range = { from: problem.start, to: problem.start + 3600_000 };

it('opens the why-card for what left the ordinary', async () => {
  answering({ ...known, 'v1/anomalies': { items: [anomaly], next: null } });
  draw(<Explain asked={[{ service: 'payments', indicator: 'error_ratio' }]} {...range} />);
  expect(await screen.findByText('payments failed 38 % of calls.')).toBeInTheDocument();
  expect(screen.getByText('Open the problem')).toBeInTheDocument();
});

it('says that it is as usual, and that others are not', async () => {
  answering({ ...known, 'v1/anomalies': { items: [anomaly], next: null } });
  draw(<Explain asked={[{ service: 'payments', indicator: 'request_rate' }]} {...range} />);
  expect(await screen.findByText('payments request rate is as usual here.')).toBeInTheDocument();
  expect(screen.getByText('Other series of payments are not.')).toBeInTheDocument();
});

it.each([[[]], [[{ service: 'somebody-elses' }]]])('says when the series is not watched', async (asked) => {
  answering({ ...known, 'entities/check': { known: false } });
  draw(<Explain asked={asked} {...range} />);
  expect(await screen.findByText('Weir does not watch this series.')).toBeInTheDocument();
});
