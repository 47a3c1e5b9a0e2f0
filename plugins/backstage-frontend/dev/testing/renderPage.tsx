import type { ReactElement } from 'react';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { convertLegacyRouteRef } from '@backstage/core-compat-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import type { RenderResult } from '@testing-library/react';
import { axe } from 'jest-axe';
import type { Entity } from '@backstage/catalog-model';
import { InMemoryWeirApi } from '../InMemoryWeirApi';
import { weirApiRef } from '../../src/api';
import { inventoryRouteRef, postMortemsRouteRef, ratingsRouteRef } from '../../src/routes';

/** A page in a test app of the new frontend system, over a Weir in memory. */
export function renderPage(
  element: ReactElement,
  options: {
    api?: InMemoryWeirApi;
    at?: string;
    path?: string;
    allowed?: boolean;
    entities?: Entity[];
    config?: NonNullable<Parameters<typeof renderInTestApp>[1]>['config'];
  } = {}
): RenderResult & { api: InMemoryWeirApi } {
  const { api = new InMemoryWeirApi(), at = '/', path, allowed = true, entities = [], config = {} } = options;
  const rendered = renderInTestApp(element, {
    initialRouteEntries: [at],
    ...(path && { mountPath: path }),
    mountedRoutes: {
      '/catalog/:namespace/:kind/:name': convertLegacyRouteRef(entityRouteRef),
      '/weir/inventory': convertLegacyRouteRef(inventoryRouteRef),
      '/weir/ratings': convertLegacyRouteRef(ratingsRouteRef),
      '/weir/post-mortems': convertLegacyRouteRef(postMortemsRouteRef),
    },
    config: { app: { baseUrl: 'http://localhost:3000' }, backend: { baseUrl: 'http://localhost:7007' }, ...config },
    apis: [
      [weirApiRef, api],
      [catalogApiRef, catalogApiMock({ entities })],
      [permissionApiRef, { authorize: async () => ({ result: (allowed ? 'ALLOW' : 'DENY') as never }) }],
      mockApis.identity({ userEntityRef: 'user:default/ana' }),
    ],
  });
  return { ...rendered, api };
}

/** Violations of accessibility in what is on the screen. Colours are looked at in a browser: nothing is painted here. */
export function violations(container: Element = document.body): Promise<unknown> {
  // What the toolkit says to screen readers for a moment points to a label that it has already taken away.
  document.querySelectorAll('[data-live-announcer] [role="img"]').forEach((said) => said.remove());
  return axe(container, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
}
