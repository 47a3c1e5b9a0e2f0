import type { Entity } from '@backstage/catalog-model';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { Container, Grid } from '@backstage/ui';
import { ForecastCard } from '../src/entity/ForecastCard';
import { HealthCard } from '../src/entity/HealthCard';
import { RatingCard } from '../src/entity/RatingCard';
import { ServicesCard } from '../src/entity/ServicesCard';
import { WeirTab } from '../src/entity/WeirTab';

/** A component of the catalog. */
export function component(name: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default', annotations: { 'weir.io/service-name': name } },
    spec: { type: 'service', lifecycle: 'production', owner: 'team-order' },
    relations: [
      { type: 'dependsOn', targetRef: 'component:default/payments' },
      { type: 'dependsOn', targetRef: 'component:default/inventory' },
      { type: 'dependencyOf', targetRef: 'component:default/shop-web' },
    ],
  };
}

/** A system of components. */
export function system(parts: readonly string[]): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'System',
    metadata: { name: 'shop', namespace: 'default' },
    spec: { owner: 'team-order' },
    relations: parts.map((name) => ({ type: 'hasPart', targetRef: `component:default/${name}` })),
  };
}

/** Cards and tab of an entity, one below the other. */
export function EntityPreview(props: { name: string }) {
  return (
    <EntityProvider entity={component(props.name)}>
      <Container>
        <Grid.Root columns={{ initial: '1', md: '3' }} gap="4">
          <HealthCard />
          <RatingCard />
          <ForecastCard />
        </Grid.Root>
      </Container>
      <WeirTab defaultRange="24h" />
      <EntityProvider entity={system(['orders', 'payments', 'inventory', 'shop-web'])}>
        <Container>
          <ServicesCard />
        </Container>
      </EntityProvider>
    </EntityProvider>
  );
}
