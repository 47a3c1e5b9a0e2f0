import React from 'react';
import { fireEvent, screen } from '@testing-library/react';

import { answering, draw } from '../testing/draw';
import { ReportMissed } from './ReportMissed';

const saved = {
  feedback: { id: 'f', word: 'missed' },
  message: 'Recorded for orders; it does not change detection yet.',
};
const part = <ReportMissed entityId="e" name="orders" from={1_000} to={61_000} />;

it('says what was missed, of the range of the page', async () => {
  const asked = answering({ 'v1/feedback': saved });
  draw(part, '/a/weir-detection-app/services/orders');
  fireEvent.click(screen.getByRole('button', { name: 'Report a missed one' }));
  fireEvent.change(await screen.findByLabelText('What did you see?'), { target: { value: 'Nobody could pay.' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save word' }));
  expect(await screen.findByText(saved.message)).toBeInTheDocument();
  expect(asked.find(({ path }) => path === 'v1/feedback')?.data).toEqual({
    word: 'missed',
    entityId: 'e',
    from: 1_000,
    to: 61_000,
    comment: 'Nobody could pay.',
  });
});

it('is not for viewers', () => {
  answering({}, 'Viewer');
  draw(part);
  expect(screen.getByRole('button', { name: 'Report a missed one' })).toHaveAttribute('aria-disabled', 'true');
});
