import { useRouteRef, type RouteRef } from '@backstage/core-plugin-api';

/** The address of one of the plugin's places; undefined where the app has not mounted it. */
export function useLink(route: RouteRef): string | undefined {
  try {
    return useRouteRef(route)();
  } catch {
    // An old-style app mounts what it wants; what is not there is not linked.
    return undefined;
  }
}
