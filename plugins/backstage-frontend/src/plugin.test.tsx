import { screen } from '@testing-library/react';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { InMemoryWeirApi } from '../dev/InMemoryWeirApi';
import weirPlugin, { weirApiRef } from '.';

function start(at: string, config = {}) {
  return renderTestApp({
    features: [weirPlugin],
    initialRouteEntries: [at],
    config: { app: { baseUrl: 'http://localhost' }, backend: { baseUrl: 'http://localhost' }, ...config },
    apis: [
      [weirApiRef, new InMemoryWeirApi()],
      [catalogApiRef, catalogApiMock()],
      mockApis.permission(),
      mockApis.identity({ userEntityRef: 'user:default/ana' }),
    ],
  });
}

describe('the plugin in an app of the new frontend system', () => {
  it.each([
    ['/weir/ratings', 'Sorted by how good each API is at least, on what we know.'],
    ['/weir/post-mortems', '1 promised action is open; 1 draft.'],
    ['/weir/post-mortems/00000000-0000-4000-8000-000000000015', 'Timeline'],
  ])(
    'has a page at %s',
    async (path, sentence) => {
      start(path);
      expect(await screen.findByText(sentence)).toBeInTheDocument();
    },
    20_000
  );
});
