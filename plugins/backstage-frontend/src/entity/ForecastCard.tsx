import { EntityInfoCard } from '@backstage/plugin-catalog-react';

/** To come. */
export function ForecastCard() {
  return <EntityInfoCard title="Forecast" />;
}
