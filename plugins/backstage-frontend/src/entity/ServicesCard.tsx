import { EntityInfoCard } from '@backstage/plugin-catalog-react';

/** To come. */
export function ServicesCard() {
  return <EntityInfoCard title="Services" />;
}
