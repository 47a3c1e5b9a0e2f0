import { fireEvent, screen, waitFor } from '@testing-library/react';
import { locationService } from '@grafana/runtime';
import { axe, toHaveNoViolations } from 'jest-axe';

import { answering, failing } from '../testing/draw';
import { drawScene } from '../testing/scene';
import { info, listed, listing, NOW, problem } from '../testing/stories';
import { overviewScene } from './overview-scene';
import { overviewSentence, quietSentence, watchedSentence } from './overview-sentence';

expect.extend(toHaveNoViolations);

const forecasts = { items: [], next: null };
const open = (answers: Record<string, unknown>, at?: string) => {
  const asked = answering({ problems: listing, info, 'v1/forecasts': forecasts, ...answers });
  const { container } = drawScene(overviewScene(), at);
  return { asked, container };
};

describe('the sentence', () => {
  it.each([
    [{ open: 0, closed: 0 }, 'Nothing is wrong.'],
    [{ open: 0, closed: 2 }, 'Nothing is wrong now; 2 problems in this range are over.'],
    [{ open: 1, services: ['orders'] }, 'orders has a problem.'],
    [{ open: 3, services: ['orders'] }, 'orders has 3 problems.'],
    [{ open: 2, services: ['orders', 'payments'] }, 'orders and payments have problems.'],
    [{ open: 4, services: ['a', 'b', 'c', 'd'] }, 'a, b and 2 more services have problems.'],
    [{ storm: { services: 212, since: NOW } }, '212 services have had problems since the same few minutes.'],
  ])('of %j', (part, expected) => expect(overviewSentence({ ...listing, ...part })).toBe(expected));

  it('says how new what is known is', () => {
    expect(watchedSentence(listing, NOW)).toBe('4 services watched, last sample 8 s ago.');
    expect(quietSentence({ ...listing, watched: 5000, affected: 39 })).toBe('4,961 quiet services');
  });
});

it('lists problems with mark, number and word, and is accessible', async () => {
  const { container } = open({});
  expect(await screen.findByText(/payments fails 38 % of calls/)).toBeInTheDocument();
  expect(screen.getByTitle('Severe, concern 86 of 100')).toHaveTextContent('█Severe86');
  expect(screen.getByRole('link', { name: /payments fails/ })).toHaveAttribute(
    'href',
    `/a/weir-detection-app/problems/${problem.id}`
  );
  expect(await axe(container, { rules: { region: { enabled: false } } })).toHaveNoViolations();
});

it('an empty range that is good says so', async () => {
  open({ problems: { ...listing, items: [], total: 0, closed: 0 } });
  expect(await screen.findByText('No problems in the last 2 days.')).toBeInTheDocument();
});

it('an empty filter can be cleared', async () => {
  open({ problems: { ...listing, items: [], total: 0 } }, '?q=nothing&state=open');
  fireEvent.click(await screen.findByText('Clear filters'));
  await waitFor(() => expect(locationService.getSearchObject().q).toBeUndefined());
  expect(locationService.getSearchObject().state).toBeUndefined();
});

it('says when Weir cannot be reached', async () => {
  open({ problems: failing(502, 'No answer from weir:8780.') });
  expect(await screen.findByText('Weir cannot be reached.')).toBeInTheDocument();
  expect(screen.getByText('No answer from weir:8780.')).toBeInTheDocument();
});

it('another contract is named', async () => {
  open({ info: { ...info, contract: '2.0' } });
  expect(await screen.findByText('This plugin speaks contract 1.0, the service 2.0.')).toBeInTheDocument();
});

it('an older service hides what it lacks', async () => {
  open({ info: { ...info, capabilities: info.capabilities.filter((word) => word !== 'forecasts') } });
  expect(await screen.findByText(/Forecasts is hidden until the service is updated/)).toBeInTheDocument();
});

it('asks the server for one page of 5,000 and keeps its state in the address', async () => {
  const { asked } = open({ problems: { ...listing, total: 5000 } }, '?page=3&sort=-concern&q=pay&env=prod');
  expect(await screen.findByText('1 of 5,000 problems shown.')).toBeInTheDocument();
  expect(asked.find(({ path }) => path === 'problems')?.params).toMatchObject({
    offset: '100',
    limit: '50',
    sort: '-concern',
    q: 'pay',
    environment: 'prod',
  });
  fireEvent.click(screen.getByText('Since'));
  await waitFor(() => expect(locationService.getSearchObject()).toMatchObject({ sort: '-since', q: 'pay' }));
  expect(locationService.getSearchObject().page).toBeUndefined();
});

it('what comes from telemetry is text, whatever it holds', async () => {
  const name = `<img src=x onerror=alert(1)>${'x'.repeat(120)}`;
  const row = { ...listed, service: name, title: `${name} is slow`, owner: name };
  const { container } = open({
    problems: { ...listing, items: [row], owners: { [name]: 1 }, services: [name], open: 1 },
  });
  expect((await screen.findAllByText(new RegExp('<img src=x'))).length).toBeGreaterThan(0);
  expect(container.querySelector('img[src="x"]')).toBeNull();
});

it('a storm is one row', async () => {
  open({ problems: { ...listing, items: [], total: 0, storm: { services: 212, since: NOW } } });
  expect(await screen.findByText(/One storm: 212 services since/)).toBeInTheDocument();
});

it('/ leads to the search, j to the first row', async () => {
  open({});
  const row = await screen.findByRole('link', { name: /payments fails/ });
  fireEvent.keyDown(document.body, { key: 'j' });
  expect(row).toHaveFocus();
  fireEvent.keyDown(document.body, { key: '/' });
  expect(screen.getByLabelText('Search problems')).toHaveFocus();
});
