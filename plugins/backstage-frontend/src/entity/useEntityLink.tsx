import { entityRouteParams, entityRouteRef, useEntity } from '@backstage/plugin-catalog-react';
import { useRouteRef } from '@backstage/core-plugin-api';
import { RiPulseLine } from '@remixicon/react';
import { entityTabRouteRef } from '../routes';
import { useLink } from '../useLink';

/** Address of the tab "Weir" of the entity whose page is open. */
export function useEntityTab(): string {
  const { entity } = useEntity();
  const entityLink = useRouteRef(entityRouteRef);
  return useLink(entityTabRouteRef) ?? `${entityLink(entityRouteParams(entity))}/weir`;
}

/** The icon "Health" among the links of an entity. */
export function useEntityLink() {
  return { label: 'Health', icon: <RiPulseLine />, href: useEntityTab() };
}
