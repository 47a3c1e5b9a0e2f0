import { createApiFactory, createApiRef, discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import { WeirClient, type WeirApi } from '@weir/backstage-plugin-weir-common';

/**
 * Reference of what the pages ask Weir through. Override it to put another client in its place.
 *
 * @public
 */
export const weirApiRef = createApiRef<WeirApi>({ id: 'plugin.weir.api' });

/** The default: the plugin's backend, by discovery, as the person who is signed in. */
export const weirApiFactory = createApiFactory({
  api: weirApiRef,
  deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
  factory: ({ discoveryApi, fetchApi }) => new WeirClient({ discoveryApi, fetchApi }),
});
