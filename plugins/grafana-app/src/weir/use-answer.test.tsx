import React from 'react';
import { act, fireEvent, screen } from '@testing-library/react';

import { Shown } from '../parts/States';
import { answering, draw, failing, pending } from '../testing/draw';
import { NOW } from '../testing/stories';
import { useAnswer } from './use-answer';

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

function Part({ path = 'thing' }: { path?: string }) {
  const answer = useAnswer<{ name: string }>(path);
  return <Shown answer={answer}>{({ name }) => <p>{name}</p>}</Shown>;
}

const after = (milliseconds: number) => act(() => jest.advanceTimersByTimeAsync(milliseconds));

it('draws nothing at first, a skeleton after 300 ms, and says so after 5 s', async () => {
  answering({ thing: pending });
  draw(<Part />);
  await after(200);
  expect(screen.queryByTestId('skeleton')).toBeNull();
  await after(200);
  expect(screen.getByTestId('skeleton')).toBeInTheDocument();
  await after(5000);
  expect(screen.getByText(/Still loading/)).toBeInTheDocument();
});

it('keeps what it has when the service goes, says how old it is, and tries again by itself', async () => {
  const answers: Record<string, unknown> = { thing: { name: 'orders' } };
  answering(answers);
  const { rerender } = draw(<Part />);
  await after(10);
  expect(screen.getByText('orders')).toBeInTheDocument();
  answers.thing = failing(502, 'connection refused at weir:8780');
  jest.setSystemTime(NOW + 19 * 60_000);
  function Again() {
    const answer = useAnswer<{ name: string }>('thing', {}, 'again');
    return <Shown answer={answer}>{({ name }) => <p>{name}</p>}</Shown>;
  }
  rerender(<Again />);
  await after(10);
  expect(screen.getByText('Weir cannot be reached.')).toBeInTheDocument();
  answers.thing = { name: 'orders' };
  await after(15_100);
  expect(screen.getByText('orders')).toBeInTheDocument();
  answers.thing = failing(502, 'connection refused');
});

it('shows old data as old', async () => {
  const answers: Record<string, unknown> = { thing: { name: 'orders' } };
  answering(answers);
  function Refreshed() {
    const [count, setCount] = React.useState(0);
    const answer = useAnswer<{ name: string }>('thing', {}, count);
    return (
      <>
        <button onClick={() => setCount((now) => now + 1)}>refresh</button>
        <Shown answer={answer}>{({ name }) => <p>{name}</p>}</Shown>
      </>
    );
  }
  draw(<Refreshed />);
  await after(10);
  answers.thing = failing(502, 'gone');
  jest.setSystemTime(NOW + 19 * 60_000);
  fireEvent.click(screen.getByText('refresh'));
  await after(10);
  expect(screen.getByText('orders')).toBeInTheDocument();
  expect(screen.getByText('Showing data from 15:00 (19 min old).')).toBeInTheDocument();
  answers.thing = { name: 'payments' };
  fireEvent.click(screen.getByText('Retry now'));
  await after(10);
  expect(screen.getByText('payments')).toBeInTheDocument();
  expect(screen.queryByText(/Showing data from/)).toBeNull();
});

it('does not show one thing under the name of another', async () => {
  const answers: Record<string, unknown> = { thing: { name: 'orders' }, other: pending };
  answering(answers);
  const { rerender } = draw(<Part />);
  await after(10);
  rerender(<Part path="other" />);
  await after(10);
  expect(screen.queryByText('orders')).toBeNull();
});

it('a refusal is not tried again', async () => {
  const asked = answering({ thing: failing(400, 'The range is too long.') });
  draw(<Part />);
  await after(60_000);
  expect(asked).toHaveLength(1);
  expect(screen.getByText('The range is too long.')).toBeInTheDocument();
});
