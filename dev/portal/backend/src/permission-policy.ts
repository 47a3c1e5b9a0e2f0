import { createBackendModule } from '@backstage/backend-plugin-api';
import { AuthorizeResult, isReadPermission, type PolicyDecision } from '@backstage/plugin-permission-common';
import type { PermissionPolicy, PolicyQuery, PolicyQueryUser } from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';

const GUEST = 'user:default/guest';

/** Guests look; who belongs to the shop changes things, too. */
class ShopPolicy implements PermissionPolicy {
  async handle({ permission }: PolicyQuery, user?: PolicyQueryUser): Promise<PolicyDecision> {
    const isGuest = user === undefined || user.info.userEntityRef === GUEST;
    const isAllowed = !isGuest || isReadPermission(permission);
    return { result: isAllowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY };
  }
}

/** Who may do what in the portal of the demonstration. */
export default createBackendModule({
  pluginId: 'permission',
  moduleId: 'shop-policy',
  register(env) {
    env.registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy(new ShopPolicy());
      },
    });
  },
});
