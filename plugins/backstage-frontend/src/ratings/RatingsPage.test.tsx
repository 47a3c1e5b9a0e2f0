import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { weirIn } from '../../dev/states';
import { renderPage, violations } from '../../dev/testing/renderPage';
import { RatingsPage } from './RatingsPage';

const page = <RatingsPage pageSize={50} />;

describe('RatingsPage', () => {
  it('is sorted by the lower end, with the range in words', async () => {
    renderPage(page, { at: '/?scope=all' });
    const rows = await screen.findAllByRole('button', { name: /Where the points went/ });
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringMatching(/^1shop-web.*91A88 to 93/),
      expect.stringMatching(/^2orders.*78B72 to 83/),
      expect.stringMatching(/^3payments.*66C62 to 69/),
      expect.stringMatching(/^4inventory.*74provisional49 to 88/),
    ]);
    expect(screen.getByText('Sorted by how good each API is at least, on what we know.')).toBeInTheDocument();
    expect(within(rows[2] as HTMLElement).getByText('↓ 12')).toBeInTheDocument();
    expect(within(rows[1] as HTMLElement).getByText('2 votes; shown from 3.')).toBeInTheDocument();
    expect(await violations()).toHaveNoViolations();
  });

  it('opens a row to lines that sum, with the keyboard', async () => {
    const user = userEvent.setup();
    renderPage(page);
    await screen.findByRole('button', { name: /payments/ });
    await user.keyboard('jj{Enter}');
    const table = await screen.findByRole('table', { name: 'Where the points of payments went' });
    const rows = within(table)
      .getAllByRole('row')
      .slice(1)
      .map((row) => row.textContent);
    expect(rows[1]).toBe('Reliability−24.90.071 % of 66.1 M calls failed, objective 0.05 %75.1');
    expect(rows.at(-1)).toBe('Capnot reachedthe error budget is spent: at most 6966.4');
    expect(screen.getByText('Would raise it most: reliability, up to +24.9')).toBeInTheDocument();
    expect(await violations()).toHaveNoViolations();
  });

  it('takes a vote as stars with words and a comment, and lets it be changed', async () => {
    const user = userEvent.setup();
    const { api } = renderPage(page, { at: `/?open=${'0b'.repeat(16)}` });
    await user.click(await screen.findByRole('button', { name: 'Give stars' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getAllByRole('radio')).toHaveLength(5);
    expect(within(dialog).getByRole('button', { name: 'Save vote' })).toBeDisabled();
    expect(await violations()).toHaveNoViolations();
    await user.click(within(dialog).getByRole('radio', { name: /4 good/ }));
    await user.type(within(dialog).getByLabelText('Comment (optional)'), '<b>fine</b>');
    await user.click(within(dialog).getByRole('button', { name: 'Save vote' }));
    expect(await screen.findByText('<b>fine</b>')).toBeInTheDocument();
    expect(api.votes).toHaveLength(1);
    expect(await screen.findByText(/^One vote each; yours from .* counts 100 % today\.$/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Change your stars' }));
    expect(within(await screen.findByRole('dialog')).getByRole('radio', { name: /4 good/ })).toBeChecked();
  });

  it('tells owners that their vote does not count', async () => {
    const user = userEvent.setup();
    renderPage(page, { at: `/?open=${'0a'.repeat(16)}` });
    await user.click(await screen.findByRole('button', { name: 'Give stars' }));
    expect(await screen.findByText('You own this. Your vote is shown, not counted.')).toBeInTheDocument();
  });

  it('compares up to three', async () => {
    const user = userEvent.setup();
    renderPage(page, { at: '/?scope=all' });
    const boxes = await screen.findAllByRole('checkbox', { name: 'Compare' });
    await user.click(boxes[1] as HTMLElement);
    await user.click(boxes[2] as HTMLElement);
    await user.click(boxes[0] as HTMLElement);
    const comparison = await screen.findByRole('region', { name: 'Comparison' });
    expect(await within(comparison).findByText('payments: 66 C, 62 to 69')).toBeInTheDocument();
    expect(await within(comparison).findByText('shop-web: 91 A, 88 to 93')).toBeInTheDocument();
    expect(boxes[3]).toBeDisabled();
    expect(await violations()).toHaveNoViolations();
  });

  it('explains that provisional is not a bad mark', async () => {
    renderPage(page, { at: `/?scope=all&open=${'0c'.repeat(16)}` });
    expect(
      (await screen.findAllByText('Too few calls to be sure (34 % confidence). Not a bad mark.')).length
    ).toBeGreaterThan(0);
  });

  it.each([
    ['/?scope=all', 'No API is rated yet.'],
    ['/', 'By the catalog, you call no rated API.'],
    ['/?scope=team', 'Your team owns no rated API.'],
    ['/?q=zzz', 'Nothing matches these filters.'],
  ])('helps when there is nothing at %s', async (at, title) => {
    renderPage(page, { api: weirIn('empty'), at });
    expect(await screen.findByText(title)).toBeInTheDocument();
  });

  it('pages a thousand at the backend', async () => {
    const { api } = renderPage(<RatingsPage pageSize={10} />, { api: weirIn('thousand'), at: '/?scope=all' });
    expect(await screen.findByText('1 to 10 of 1,004')).toBeInTheDocument();
    expect(screen.getAllByRole('button', { name: /Where the points went/ })).toHaveLength(10);
    expect(api.asked).toHaveLength(1);
  });

  it('says that Weir is down', async () => {
    renderPage(page, { api: weirIn('error') });
    expect(await screen.findByText('Weir cannot be reached.')).toBeInTheDocument();
  });
});
