import { EntityInfoCard } from '@backstage/plugin-catalog-react';

/** To come. */
export function RatingCard() {
  return <EntityInfoCard title="Rating" />;
}
