import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';
import { sidebar } from './sidebar';

/** What the portal itself adds to the app: who one is, and the bar at the side. */
export const portalModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    sidebar,
    SignInPageBlueprint.make({
      params: { loader: async () => (await import('./ChoosePerson')).ChoosePerson },
    }),
  ],
});
