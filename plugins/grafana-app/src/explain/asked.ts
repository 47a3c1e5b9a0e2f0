import { DataFrame, PluginExtensionPanelContext } from '@grafana/data';

/** A series that somebody looks at, as far as a panel says which. */
export interface Asked {
  service: string;
  indicator?: string;
  environment?: string;
  method?: string;
  route?: string;
}

/** Labels by which telemetry names a service: Weir's own, OpenTelemetry's in Prometheus, and common ones. */
const SERVICE_LABELS = ['service', 'service_name', 'job', 'app'];
const MOST = 20;

/** The series of a panel, from the labels of its frames, else from Weir's queries. */
export function askedOf({ data, targets }: Pick<PluginExtensionPanelContext, 'data' | 'targets'>): Asked[] {
  const fromFrames = (data?.series ?? []).flatMap(fromFrame);
  const found = fromFrames.length > 0 ? fromFrames : (targets ?? []).flatMap(fromTarget);
  const unique = new Map(found.map((one) => [JSON.stringify(one), one]));
  return [...unique.values()].slice(0, MOST);
}

function fromFrame({ fields }: DataFrame): Asked[] {
  return fields.flatMap(({ labels }) => {
    const name = SERVICE_LABELS.find((label) => labels?.[label]);
    if (!labels || !name) {
      return [];
    }
    const { indicator, environment, deployment_environment_name, method, http_request_method, route, http_route } =
      labels;
    return [
      pruned({
        service: labels[name],
        indicator,
        environment: environment ?? deployment_environment_name,
        method: method ?? http_request_method,
        route: route ?? http_route,
      }),
    ];
  });
}

function fromTarget(target: unknown): Asked[] {
  const { entity, indicator, environment, method, route } = (target ?? {}) as Record<string, unknown>;
  const text = (value: unknown) =>
    typeof value === 'string' && value !== '' && !value.includes('$') ? value : undefined;
  const service = text(entity);
  return service
    ? [
        pruned({
          service,
          indicator: text(indicator),
          environment: text(environment),
          method: text(method),
          route: text(route),
        }),
      ]
    : [];
}

const pruned = (asked: Asked): Asked =>
  Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== undefined && value !== '')
  ) as unknown as Asked;
