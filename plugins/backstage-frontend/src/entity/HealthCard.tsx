import { EntityInfoCard } from '@backstage/plugin-catalog-react';

/** To come. */
export function HealthCard() {
  return <EntityInfoCard title="Health" />;
}
