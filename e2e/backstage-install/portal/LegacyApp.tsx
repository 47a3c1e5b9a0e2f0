import '@backstage/ui/css/styles.css';
import { createApp } from '@backstage/app-defaults';
import { AppRouter, FlatRoutes } from '@backstage/core-app-api';
import { EntityLayout } from '@backstage/plugin-catalog';
import {
  EntityWeirContent,
  EntityWeirForecastCard,
  EntityWeirHealthCard,
  EntityWeirRatingCard,
  EntityWeirServicesCard,
  isWeirAvailable,
  weirPlugin,
  WeirInventoryPage,
  WeirPostMortemsPage,
  WeirRatingsPage,
} from '@weir/backstage-plugin-weir/legacy';
import { Route } from 'react-router-dom';

const app = createApp({ plugins: [weirPlugin] });

/** The routes of the plugin's README in an app of the old frontend system. */
export default app.createRoot(
  <AppRouter>
    <FlatRoutes>
      <Route path="/weir/inventory" element={<WeirInventoryPage />} />
      <Route path="/weir/ratings" element={<WeirRatingsPage />} />
      <Route path="/weir/post-mortems" element={<WeirPostMortemsPage />} />
    </FlatRoutes>
  </AppRouter>
);

/** The page of an entity of that app. */
export const entityPage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      <>
        <EntityWeirHealthCard />
        <EntityWeirRatingCard />
        <EntityWeirForecastCard />
        <EntityWeirServicesCard />
      </>
    </EntityLayout.Route>
    <EntityLayout.Route path="/weir" title="Weir" if={isWeirAvailable}>
      <EntityWeirContent />
    </EntityLayout.Route>
  </EntityLayout>
);
