import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { mockApis, renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { catalogApiRef, EntityProvider, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { component } from '../dev/EntityPreview';
import { InMemoryWeirApi } from '../dev/InMemoryWeirApi';
import {
  EntityWeirHealthCard,
  weirApiRef,
  weirPlugin,
  WeirInventoryPage,
  WeirPostMortemsPage,
  WeirRatingsPage,
} from './legacy';

function inOldApp(element: JSX.Element) {
  return renderInTestApp(
    <TestApiProvider
      apis={[
        [weirApiRef, new InMemoryWeirApi()],
        [catalogApiRef, catalogApiMock()],
        [permissionApiRef, mockApis.permission()],
      ]}
    >
      <Routes>
        <Route path="/*" element={element} />
      </Routes>
    </TestApiProvider>,
    { mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef } }
  );
}

describe('the plugin in an app of the old frontend system', () => {
  it('brings its client', () => {
    expect([...weirPlugin.getApis()].map((factory) => factory.api.id)).toEqual(['plugin.weir.api']);
  });

  it.each([
    ['Service inventory', <WeirInventoryPage key="" />],
    ['API ratings', <WeirRatingsPage key="" />],
    ['Post-mortems', <WeirPostMortemsPage key="" />],
  ])('mounts %s with a header of its own', async (title, page) => {
    await inOldApp(page);
    expect(await screen.findByRole('heading', { level: 1, name: title })).toBeInTheDocument();
  });

  it('shows a card of an entity', async () => {
    await inOldApp(
      <EntityProvider entity={component('orders')}>
        <EntityWeirHealthCard />
      </EntityProvider>
    );
    expect(await screen.findByText('Answers slower than usual')).toBeInTheDocument();
    expect(await screen.findByRole('link', { name: 'Details' })).toHaveAttribute(
      'href',
      '/catalog/default/component/orders/weir'
    );
  });
});
