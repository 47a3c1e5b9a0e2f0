import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  createProxyAuthProviderFactory,
  createProxyAuthenticator,
} from '@backstage/plugin-auth-node';

/** Who can be chosen on the sign-in page, besides the guest. */
const PEOPLE = ['ana', 'ben'];

/** Nobody proves who they are: the portal listens on this machine only, and holds a demonstration. */
const authenticator = createProxyAuthenticator({
  defaultProfileTransform: async () => ({ profile: {} }),
  initialize: () => undefined,
  authenticate: async () => ({ result: {} }),
});

/** Signs in the people of the demonstration without a password. */
export default createBackendModule({
  pluginId: 'auth',
  moduleId: 'demo-people',
  register(env) {
    env.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        for (const name of PEOPLE) {
          providers.registerProvider({
            providerId: `demo-${name}`,
            factory: createProxyAuthProviderFactory({
              authenticator,
              signInResolver: (_info, context) => context.signInWithCatalogUser({ entityRef: `user:default/${name}` }),
            }),
          });
        }
      },
    });
  },
});
