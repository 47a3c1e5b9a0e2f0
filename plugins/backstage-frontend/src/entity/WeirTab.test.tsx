import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { component } from '../../dev/EntityPreview';
import { weirIn } from '../../dev/states';
import { renderPage, violations } from '../../dev/testing/renderPage';
import { WeirTab } from './WeirTab';

function tab(name: string) {
  return (
    <EntityProvider entity={component(name)}>
      <WeirTab defaultRange="24h" />
    </EntityProvider>
  );
}

const SLOW = '/?problem=00000000-0000-4000-8000-000000000001';

describe('WeirTab', () => {
  it('says first what is wrong, and proves it with charts, as a table too', async () => {
    const user = userEvent.setup();
    const { api } = renderPage(tab('orders'));
    expect(
      await screen.findByText(/^orders answers slower than usual, since .* \(1 h 50 min\); the rest is normal\.$/)
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('img', {
        name: /^p95 latency of orders: newest \d+ ms, \d+ of \d+ points out of the ordinary\.$/,
      })
    ).toBeInTheDocument();
    expect(api.asked.filter((what) => what === 'query')).toHaveLength(1);
    await user.click((await screen.findAllByRole('button', { name: 'Show as table' }))[2] as HTMLElement);
    const table = screen.getByRole('region', { name: 'p95 latency as a table' });
    expect(table.querySelectorAll('tbody tr').length).toBeLessThanOrEqual(600);
    expect(table).toHaveTextContent('yes');
    await user.click(screen.getByRole('button', { name: 'Hide table' }));
    expect(await screen.findByText('over 500 ms: 70 %', { exact: false })).toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'Neighbours' })).toHaveTextContent('payments');
    expect(await violations()).toHaveNoViolations();
  });

  it('shows what was said of the past before it came, when asked to', async () => {
    const user = userEvent.setup();
    const { api } = renderPage(tab('orders'));
    await user.click(await screen.findByRole('button', { name: 'What we said' }));
    expect(
      (await screen.findAllByText(/^Said 12 h before or earlier, of 4\d steps: \d+ % of what came lay/)).length
    ).toBe(3);
    expect(api.asked.filter((what) => what.startsWith('said '))).toHaveLength(3);
    expect(screen.getAllByText('what we said')).toHaveLength(3);
    expect(await violations()).toHaveNoViolations();
  });

  it('leads to the Grafana that the portal names, and nowhere where it names none', async () => {
    const { unmount } = renderPage(tab('orders'), {
      at: SLOW,
      config: { weir: { grafana: { baseUrl: 'https://g.example/sub/' } } },
    });
    expect(await screen.findByRole('button', { name: 'Expected' })).toBeInTheDocument();
    const [service, problem] = screen.getAllByRole('link', { name: 'Open in Grafana' });
    expect(service).toHaveAttribute('href', 'https://g.example/sub/a/weir-detection-app/services/orders');
    expect(problem).toHaveAttribute('href', expect.stringMatching(/weir-detection-app\/problems\/0{8}-.*1$/));
    unmount();
    renderPage(tab('orders'), { at: SLOW, config: { weir: { grafana: { baseUrl: 'data:text/html,hello' } } } });
    expect(await screen.findByRole('button', { name: 'Expected' })).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Open in Grafana' })).toBeNull();
  });

  it('keeps range and open problem in the address', async () => {
    renderPage(tab('payments'), { at: '/?range=7d&problem=00000000-0000-4000-8000-000000000002' });
    expect(await screen.findByRole('radio', { name: '7 d' })).toBeChecked();
    expect(await screen.findByRole('button', { name: /Severe 86.*payments fails 38 %/ })).toHaveAttribute(
      'aria-expanded',
      'true'
    );
    expect((await screen.findAllByText(/^seen .*, first sign$/)).length).toBe(2);
  });

  it('takes a word with what it needs, says what came of it, and takes it back', async () => {
    const user = userEvent.setup();
    const { api } = renderPage(tab('orders'), { at: SLOW });
    await user.click(await screen.findByRole('button', { name: 'Expected' }));
    const dialog = await screen.findByRole('dialog', { name: 'Expected' });
    expect(within(dialog).getByLabelText('What was it?')).toHaveFocus();
    await user.click(within(dialog).getByRole('button', { name: 'Save word' }));
    expect(await within(dialog).findByText('Say what it was.')).toBeInTheDocument();
    await user.type(within(dialog).getByLabelText('What was it?'), 'Batch run');
    await user.click(within(dialog).getByRole('radio', { name: 'Every week' }));
    expect(await violations()).toHaveNoViolations();
    await user.click(within(dialog).getByRole('button', { name: 'Save word' }));
    expect(
      await screen.findByText(/^Saved\. Recorded for .*; it does not change detection yet\.$/)
    ).toBeInTheDocument();
    expect(api.feedback[0]).toMatchObject({ word: 'expected', comment: 'Batch run', recurrence: 'weekly' });
    expect(await screen.findByText(/^· you, /)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Change your word' })).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(screen.queryByText(/^· you, /)).not.toBeInTheDocument());
    expect(screen.getByRole('button', { name: 'Real problem' })).toBeInTheDocument();
  });

  it('asks which members belong together', async () => {
    const user = userEvent.setup();
    renderPage(tab('payments'), { at: '/?range=7d&problem=00000000-0000-4000-8000-000000000002' });
    await user.click(await screen.findByRole('button', { name: 'More' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Split or merge' }));
    expect(await screen.findByRole('checkbox', { name: /payments p95 latency, from/ })).toBeInTheDocument();
  });

  it('reports what Weir has missed', async () => {
    const user = userEvent.setup();
    const { api } = renderPage(tab('shop-web'));
    await user.click(await screen.findByRole('button', { name: 'Report a missed one' }));
    await user.click(await screen.findByRole('button', { name: 'Save word' }));
    await waitFor(() => expect(api.feedback[0]).toMatchObject({ word: 'missed', entityId: '0d'.repeat(16) }));
  });

  it('opens a post-mortem from a problem', async () => {
    const user = userEvent.setup();
    const { api } = renderPage(tab('orders'), { at: SLOW });
    await user.click(await screen.findByRole('button', { name: 'Write post-mortem' }));
    await waitFor(() => expect(api.asked).toContain('create post-mortem'));
  });

  it('is good news when there is nothing', async () => {
    renderPage(tab('shop-web'));
    expect(await screen.findByText('No problems in the last 24 h.')).toBeInTheDocument();
    expect(await screen.findByText('Nothing unusual in shop-web now.')).toBeInTheDocument();
  });

  it('says that nothing is sent', async () => {
    renderPage(tab('orders'), { api: weirIn('empty') });
    expect(await screen.findByText('orders is in the catalog but sends nothing.')).toBeInTheDocument();
  });

  it('says that Weir is down', async () => {
    renderPage(tab('orders'), { api: weirIn('error') });
    expect(await screen.findByText('Weir cannot be reached.')).toBeInTheDocument();
  });

  it('leaves the other parts alone when one fails', async () => {
    const api = weirIn('story');
    api.listForecasts = () => Promise.reject(new Error('no forecasts today'));
    renderPage(tab('orders'), { api });
    expect(await screen.findByText('no forecasts today')).toBeInTheDocument();
    expect(await screen.findByRole('img', { name: /p95 latency of orders/ })).toBeInTheDocument();
  });
});
