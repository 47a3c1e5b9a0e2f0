import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('@backstage/plugin-catalog-backend'));

backend.add(import('@weir/backstage-plugin-weir-backend'));
backend.add(import('@weir/backstage-plugin-catalog-backend-module-weir'));

// It ends with the test, also when that was killed.
process.on('disconnect', () => process.exit(0));

backend.start();
