import { screen } from '@testing-library/react';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import type { Entity } from '@backstage/catalog-model';
import { component, system } from '../../dev/EntityPreview';
import { InMemoryWeirApi } from '../../dev/InMemoryWeirApi';
import { weirIn } from '../../dev/states';
import { renderPage, violations } from '../../dev/testing/renderPage';
import { ForecastCard } from './ForecastCard';
import { HealthCard } from './HealthCard';
import { RatingCard } from './RatingCard';
import { ServicesCard } from './ServicesCard';

function cards(entity: Entity) {
  return (
    <EntityProvider entity={entity}>
      <HealthCard />
      <RatingCard />
      <ForecastCard />
    </EntityProvider>
  );
}

describe('cards of an entity', () => {
  it('say how it is today, how good it is and what comes, after one request', async () => {
    const { api } = renderPage(cards(component('orders')));
    expect(await screen.findByText('Answers slower than usual')).toBeInTheDocument();
    expect(screen.getByText('High 58')).toBeInTheDocument();
    expect(screen.getByText(/^since .*\(1 h 50 min\)$/)).toBeInTheDocument();
    expect(
      screen.getByRole('img', { name: /^p95 latency over the last day, with anomalies; newest \d+ ms\.$/ })
    ).toBeInTheDocument();
    expect(screen.getByText('78 B')).toBeInTheDocument();
    expect(screen.getByText('↓ 6 in a month')).toBeInTheDocument();
    expect(screen.getByText(/Most lost: latency −9.1/)).toBeInTheDocument();
    expect(screen.getByText('p95 latency may pass 500 ms')).toBeInTheDocument();
    expect(screen.getByText(/70 %$/)).toBeInTheDocument();
    expect(api.asked).toEqual(['summaries component:default/orders']);
    expect(await violations()).toHaveNoViolations();
  });

  it('are calm when nothing is wrong', async () => {
    renderPage(cards(component('shop-web')));
    expect(await screen.findByText('Nothing unusual in 14 days.')).toBeInTheDocument();
    expect(screen.getByText('Nothing is forecast to pass its objective.')).toBeInTheDocument();
  });

  it('teach how an entity comes to be watched', async () => {
    renderPage(cards(component('library')));
    expect((await screen.findAllByText(/weir\.io\/service-name/)).length).toBeGreaterThan(0);
  });

  it('say that nothing is sent', async () => {
    const api = weirIn('empty');
    renderPage(cards(component('orders')), { api });
    expect((await screen.findAllByText('Nothing is sent.')).length).toBe(3);
  });

  it('say that Weir is down, and what was known with its age', async () => {
    renderPage(cards(component('orders')), { api: weirIn('error') });
    expect((await screen.findAllByText('Weir cannot be reached.')).length).toBe(3);
  });

  it('show the last known value as of its time', async () => {
    const api = new InMemoryWeirApi();
    const fresh = await api.getEntitySummaries({ entityRefs: ['component:default/orders'], sparklines: true });
    api.getEntitySummaries = async () => ({ items: fresh.items.map((one) => ({ ...one, stale: true })) });
    renderPage(cards(component('orders')), { api });
    expect((await screen.findAllByText(/^as of /)).length).toBe(3);
    expect(screen.getByText('78 B')).toBeInTheDocument();
  });
});

describe('card of a system', () => {
  it('shows what needs a look first', async () => {
    const names = ['shop-web', 'payments', 'orders'];
    renderPage(
      <EntityProvider entity={system(names)}>
        <ServicesCard />
      </EntityProvider>,
      { entities: names.map(component) }
    );
    expect(await screen.findByText('1 of 3 need a look.')).toBeInTheDocument();
    const rows = screen.getAllByRole('listitem');
    expect(rows[0]).toHaveTextContent(/^orders/);
    expect(rows[0]).toHaveTextContent('High 58');
    expect(await violations()).toHaveNoViolations();
  });
});
