import { screen } from '@testing-library/react';
import { axe, toHaveNoViolations } from 'jest-axe';

import { answering } from '../testing/draw';
import { drawScene } from '../testing/scene';
import { problem, service, serviceListing } from '../testing/stories';
import { servicesScene } from './services-scene';

expect.extend(toHaveNoViolations);

const open = (answer: unknown, search?: string) => {
  const asked = answering({ services: answer });
  return { asked, ...drawScene(servicesScene(), search) };
};

it('lists what is watched and is accessible', async () => {
  const { container } = open(serviceListing);
  expect(await screen.findByText('No service has a problem now.')).toBeInTheDocument();
  expect(screen.getByText('51 req/s')).toBeInTheDocument();
  expect(screen.getByText(/66 C/)).toBeInTheDocument();
  expect(await axe(container, { rules: { region: { enabled: false } } })).toHaveNoViolations();
});

it('5,000 services are pages of fifty on the server', async () => {
  const rows = Array.from({ length: 50 }, (_, at) => ({
    ...service,
    id: String(at),
    name: `service-${at}`,
    problem: at === 0 ? problem : null,
  }));
  const { asked } = open({ ...serviceListing, items: rows, total: 5000, quiet: 4961, watched: 5000 }, '?page=2');
  expect(await screen.findByText('50 of 5,000 services shown.')).toBeInTheDocument();
  expect(screen.getByText('4,961 quiet services.')).toBeInTheDocument();
  expect(asked[0].params).toMatchObject({ offset: '50', limit: '50' });
});

it('no data is not quiet, and long names lead where they should', async () => {
  const name = `${'very-long-'.repeat(12)}/?#%<b>`;
  open({ ...serviceListing, items: [{ ...service, name, requestRate: null, lastSample: null, rating: null }] });
  expect(await screen.findByText('No data')).toBeInTheDocument();
  const { pathname } = new URL(screen.getByRole('link', { name }).getAttribute('href')!, 'http://grafana');
  expect(decodeURIComponent(pathname.split('/services/')[1])).toBe(name);
});

it('nothing that matches can be cleared', async () => {
  open({ ...serviceListing, items: [], total: 0, quiet: 0 });
  expect(await screen.findByText('Nothing matches these filters.')).toBeInTheDocument();
});
