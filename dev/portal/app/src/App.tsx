import { createApp } from '@backstage/frontend-defaults';
import apiDocsPlugin from '@backstage/plugin-api-docs/alpha';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import catalogGraphPlugin from '@backstage/plugin-catalog-graph/alpha';
import orgPlugin from '@backstage/plugin-org/alpha';
import searchPlugin from '@backstage/plugin-search/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import weirPlugin from '@weir/backstage-plugin-weir';
import { portalModule } from './portal-module';

/** The portal of the demonstration: a plain Backstage with Weir in it. */
export const app = createApp({
  features: [
    catalogPlugin,
    catalogGraphPlugin,
    orgPlugin,
    apiDocsPlugin,
    searchPlugin,
    userSettingsPlugin,
    weirPlugin,
    portalModule,
  ],
});
