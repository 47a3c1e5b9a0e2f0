import { configApiRef, useApi } from '@backstage/core-plugin-api';

/** Addresses in Weir's app of a Grafana. */
export interface GrafanaPlaces {
  problem(id: string): string;
  service(name: string): string;
}

/** Where Weir's app is in the Grafana that `weir.grafana.baseUrl` names; undefined where none is named. */
export function useGrafana(): GrafanaPlaces | undefined {
  const base = useApi(configApiRef).getOptionalString('weir.grafana.baseUrl')?.replace(/\/+$/, '');
  if (!base || !/^https?:\/\//i.test(base)) return undefined;
  const app = `${base}/a/weir-detection-app`;
  return {
    problem: (id) => `${app}/problems/${encodeURIComponent(id)}`,
    service: (name) => `${app}/services/${encodeURIComponent(name)}`,
  };
}
