import { createBackend } from '@backstage/backend-defaults';

/** The backend of the portal: a plain Backstage, with Weir in it. */
const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('./demo-people'));
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('./permission-policy'));
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));

backend.add(import('@weir/backstage-plugin-weir-backend'));
backend.add(import('@weir/backstage-plugin-catalog-backend-module-weir'));

// It ends with whoever started it, also when that was killed.
process.on('disconnect', () => process.exit(0));

backend.start();
