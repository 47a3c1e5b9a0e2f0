import type { ReactElement } from 'react';
import { screen } from '@testing-library/react';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { component } from '../dev/EntityPreview';
import { WeirTab } from './entity/WeirTab';
import { InventoryPage } from './inventory/InventoryPage';
import { PostMortemsPage } from './postmortems/PostMortemsPage';
import { RatingsPage } from './ratings/RatingsPage';
import { renderPage } from '../dev/testing/renderPage';

// A file of its own: what is allowed is remembered as long as the modules live.

const tab = (
  <EntityProvider entity={component('orders')}>
    <WeirTab defaultRange="24h" />
  </EntityProvider>
);

const CASES: [string, ReactElement, string, string, string][] = [
  ['the inventory', <InventoryPage pageSize={50} />, '/x', 'Accept inventory', 'weir.inventory.decide'],
  ['ratings', <RatingsPage pageSize={50} />, `/x?open=${'0b'.repeat(16)}`, 'Give stars', 'weir.vote.create'],
  ['post-mortems', <PostMortemsPage />, '/x', 'Write post-mortem', 'weir.post-mortem.write'],
  ['a draft', <PostMortemsPage />, '/x/00000000-0000-4000-8000-000000000015', 'Publish', 'weir.post-mortem.write'],
  ['a problem', tab, '/x?problem=00000000-0000-4000-8000-000000000001', 'Real problem', 'weir.feedback.create'],
];

describe('who may view but not change', () => {
  it.each(CASES)('sees the controls of %s disabled, with the reason', async (_, page, at, control, permission) => {
    renderPage(page, { allowed: false, at, path: '/x' });
    expect(
      (await screen.findAllByText(`You can view this, not change it. Needs the permission ${permission}.`)).length
    ).toBeGreaterThan(0);
    expect(await screen.findByRole('button', { name: control })).toBeDisabled();
  });
});
