import { createApp } from '@backstage/frontend-defaults';
import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPage } from '@backstage/core-components';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import weirPlugin from '@weir/backstage-plugin-weir';

/** The sign-in page of a new app, with the guest. */
const signIn = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SignInPageBlueprint.make({
      params: { loader: async () => (props) => <SignInPage {...props} providers={['guest']} /> },
    }),
  ],
});

export const app = createApp({ features: [catalogPlugin, weirPlugin, signIn] });
