import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryWeirApi } from '../../dev/InMemoryWeirApi';
import { manyOf, weirIn } from '../../dev/states';
import { inventoryRow, story } from '../../dev/story';
import { renderPage, violations } from '../../dev/testing/renderPage';
import { InventoryPage } from './InventoryPage';

const page = <InventoryPage pageSize={50} />;

function withRows(rows: ReturnType<typeof inventoryRow>[]): InMemoryWeirApi {
  return new InMemoryWeirApi({ ...story(Date.now()), inventory: rows });
}

describe('InventoryPage', () => {
  it('says first what is missing, and shows telemetry beside the catalog', async () => {
    renderPage(page);
    expect(
      await screen.findByText('1 of 4 services is not in the catalog; 1 catalog entry sends nothing.')
    ).toBeInTheDocument();
    const row = screen.getByRole('row', { name: /^orders/ });
    expect(within(row).getByText(/^142 req\/s, \d+ s ago$/)).toBeInTheDocument();
    expect(within(row).getByRole('link', { name: /orders/ })).toHaveAttribute(
      'href',
      '/catalog/default/component/orders'
    );
    expect(screen.getByText("No telemetry with service.name 'gift-cards' in 7 days.")).toBeInTheDocument();
    expect(await violations()).toHaveNoViolations();
  });

  it('says what accepting creates, and does it only then', async () => {
    const user = userEvent.setup();
    const { api } = renderPage(page);
    await user.click(await screen.findByRole('button', { name: 'Accept inventory' }));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByText('component:default/inventory')).toBeInTheDocument();
    expect(within(dialog).getByText(/Nothing existing is overwritten/)).toBeInTheDocument();
    expect(await violations()).toHaveNoViolations();
    expect(api.asked.some((what) => what.startsWith('decide'))).toBe(false);
    await user.click(within(dialog).getByRole('button', { name: 'Accept 1 service' }));
    expect(await screen.findByText(/Accepted by Ana: waiting for component:inventory/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Undo what was decided about inventory' })).toBeInTheDocument();
  });

  it('lets a person choose between two that claim one service', async () => {
    const user = userEvent.setup();
    const claims = [{ ref: 'component:default/payments' }, { ref: 'component:default/pay' }] as never;
    const row = inventoryRow('payments', 'conflict', Date.now(), {
      claims,
      sentence: 'payments is claimed by component:payments and component:pay. Choose one.',
    });
    const { api } = renderPage(page, { api: withRows([row]) });
    expect(await screen.findByText(row.sentence)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Choose the entry of payments' }));
    await user.click(await screen.findByRole('menuitem', { name: 'component:pay' }));
    await waitFor(() => expect(api.asked).toContain('decide choose service shop/payments'));
  });

  it('says what has drifted', async () => {
    const drift = [{ field: 'owner' as const, catalog: 'group:default/team-a', seen: 'group:default/team-order' }];
    renderPage(page, { api: withRows([inventoryRow('search', 'drifted', Date.now(), { drift })]) });
    expect(await screen.findByText('Catalog: owner team-a. Seen: team-order.')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /Keep the catalog entry of search/ })).toBeEnabled();
  });

  it('reads its state from the address, and pages at the service', async () => {
    const user = userEvent.setup();
    const api = new InMemoryWeirApi(manyOf(story(Date.now()), 5000));
    renderPage(<InventoryPage pageSize={10} />, { api, at: '/?state=matched&q=service&offset=10' });
    expect(await screen.findByText('11 to 20 of 4,900')).toBeInTheDocument();
    expect(api.asked).toEqual([expect.stringContaining('"offset":10,"limit":10')]);
    expect(screen.getAllByRole('row')).toHaveLength(11);
    await user.click(screen.getByRole('button', { name: 'Next table page' }));
    expect(await screen.findByText('21 to 30 of 4,900')).toBeInTheDocument();
  });

  it('searches after a pause, from the key /', async () => {
    const user = userEvent.setup();
    const { api } = renderPage(page);
    await screen.findByRole('row', { name: /^orders/ });
    await user.keyboard('/pay');
    expect(screen.getByRole('searchbox')).toHaveFocus();
    await waitFor(() => expect(screen.queryByRole('row', { name: /^orders/ })).not.toBeInTheDocument());
    expect(api.asked.filter((what) => what.includes('"q"'))).toHaveLength(1);
  });

  it.each([
    ['/', 'Nothing is watched yet.'],
    ['/?q=zzz', 'Nothing matches these filters.'],
  ])('helps when there is nothing at %s', async (at, title) => {
    renderPage(page, { api: weirIn('empty'), at });
    expect((await screen.findAllByText(title)).length).toBeGreaterThan(0);
    expect(await violations()).toHaveNoViolations();
  });

  it('says that Weir is down and keeps the filters; then that what is shown is old', async () => {
    const user = userEvent.setup();
    const api = weirIn('error');
    renderPage(page, { api });
    expect(await screen.findByText('Weir cannot be reached.')).toBeInTheDocument();
    expect(screen.getByText('connection refused at weir:8780')).toBeInTheDocument();
    expect(screen.getByRole('searchbox')).toBeEnabled();
    api.bringUp();
    await user.click(screen.getByRole('button', { name: 'Check the connection' }));
    expect(await screen.findByRole('row', { name: /^orders/ })).toBeInTheDocument();
    api.takeDown();
    await user.click(screen.getByRole('radio', { name: /Matched/ }));
    expect(await screen.findByText(/^Showing data from \d\d:\d\d/)).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /^orders/ })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Retry now' })).toBeInTheDocument();
  });

  it('shows a skeleton while it loads', async () => {
    renderPage(page, { api: weirIn('loading') });
    expect(await screen.findByRole('status', { name: 'Loading' })).toBeInTheDocument();
  });

  it('says when the service is older, and shows nothing when they do not understand each other', async () => {
    const api = weirIn('older');
    renderPage(page, { api });
    expect(await screen.findByText('This plugin speaks contract 1.4, the service 1.2.')).toBeInTheDocument();
    expect(await screen.findByRole('row', { name: /^orders/ })).toBeInTheDocument();
  });

  it('is empty of rows when the contract is another one', async () => {
    const api = weirIn('story');
    api.status = { contract: { plugin: '1.0', service: '2.0', match: 'incompatible' } };
    renderPage(page, { api });
    expect(await screen.findByText('Nothing is shown until both speak the same contract.')).toBeInTheDocument();
    expect(screen.queryByRole('row', { name: /^orders/ })).not.toBeInTheDocument();
  });

  it('shows names as text', async () => {
    const row = inventoryRow('<img src=x onerror=alert(1)>', 'matched', Date.now());
    const { container } = renderPage(page, { api: withRows([row]) });
    expect((await screen.findAllByText('<img src=x onerror=alert(1)>')).length).toBeGreaterThan(0);
    expect(container.querySelector('img')).toBeNull();
  });
});
