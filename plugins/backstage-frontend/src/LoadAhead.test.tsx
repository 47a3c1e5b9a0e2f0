import { render, waitFor } from '@testing-library/react';
import { LoadAhead } from './LoadAhead';

const connection = (value: object | undefined) =>
  Object.defineProperty(navigator, 'connection', { value, configurable: true });

describe('loading ahead', () => {
  afterEach(() => connection(undefined));

  it('fetches one part after the other, also behind one that fails', async () => {
    const order: string[] = [];
    const part =
      (name: string, fails = false) =>
      async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 20));
        order.push(`${name} ends`);
        if (fails) throw new Error('no such chunk');
      };
    const parts = [part('first', true), part('second')];
    render(<LoadAhead parts={parts} />);
    await waitFor(() => expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']), {
      timeout: 5_000,
    });
  });

  it('leaves it to the pages for who saves data, and when the app is left', async () => {
    const parts = [jest.fn(async () => undefined)];
    connection({ saveData: true });
    render(<LoadAhead parts={parts} />);
    connection(undefined);
    render(<LoadAhead parts={parts} />).unmount();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(parts[0]).not.toHaveBeenCalled();
  });
});
