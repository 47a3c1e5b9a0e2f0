import type { BackendFeature } from '@backstage/backend-plugin-api';
import type { FrontendPlugin } from '@backstage/frontend-plugin-api';
import catalogModule from '@weir/backstage-plugin-catalog-backend-module-weir';
import weirPlugin from '@weir/backstage-plugin-weir';
import weirBackend from '@weir/backstage-plugin-weir-backend';
import { weirReadPermission, type EntitySummary, type WeirApi } from '@weir/backstage-plugin-weir-common';
import { weirApiRef, weirPlugin as legacyPlugin } from '@weir/backstage-plugin-weir/legacy';

/** A declaration that is not found becomes `any`, which would fit everywhere. */
type Known<T> = 0 extends 1 & T ? never : T;
const known = <T>(value: Known<T>): T => value;

export const plugin: FrontendPlugin = known(weirPlugin);
export const features: BackendFeature[] = [known(weirBackend), known(catalogModule)];
export const permission: string = known(weirReadPermission.name);
export const id: string = known(legacyPlugin.getId());
export const api: WeirApi = known(weirApiRef.T);
export const health: (summary: EntitySummary) => string = (summary) => known(summary.entityRef);
