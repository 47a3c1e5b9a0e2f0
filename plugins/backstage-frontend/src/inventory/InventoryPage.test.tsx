import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryWeirApi } from '../../dev/InMemoryWeirApi';
import { inventoryRow, story } from '../../dev/story';
import { renderPage, violations } from '../testing/renderPage';
import { InventoryPage } from './InventoryPage';

const page = <InventoryPage pageSize={50} />;

function withRows(rows: ReturnType<typeof inventoryRow>[]): InMemoryWeirApi {
  return new InMemoryWeirApi({ ...story(Date.now()), inventory: rows });
}

describe('InventoryPage', () => {
  it('says first what needs a decision, and shows telemetry beside the catalog', async () => {
    renderPage(page);
    expect(
      await screen.findByText('1 of 4 services needs a decision: 1 not in the catalog; 1 catalog entry sends nothing.')
    ).toBeInTheDocument();
    const row = screen.getByRole('row', { name: /^orders/ });
    expect(within(row).getByText('142 req/s, 8 s ago')).toBeInTheDocument();
    expect(within(row).getByRole('link', { name: /orders/ })).toHaveAttribute(
      'href',
      '/catalog/default/component/orders'
    );
    expect(screen.getByText("No telemetry with service.name 'gift-cards' in 7 days.")).toBeInTheDocument();
    expect(await violations()).toHaveNoViolations();
  });
});
