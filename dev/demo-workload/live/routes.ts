import { ENDPOINTS, type EndpointName, type ServiceName } from '../model/shop.ts';

const PARAMETER = /\{[a-z]+\}/g;
/** Products, orders and payments that the shop has. */
const THINGS = 90_000;

/** A path of an endpoint, with numbers at random where its route has parameters. */
export function pathOf(name: EndpointName, random: () => number): string {
  return ENDPOINTS[name].route.replaceAll(PARAMETER, () => String(10_000 + Math.floor(random() * THINGS)));
}

/** Finds the endpoint of a service that a request is for; undefined when there is none. */
export function routesOf(service: ServiceName): (method: string, path: string) => EndpointName | undefined {
  const names = (Object.keys(ENDPOINTS) as EndpointName[]).filter((name) => ENDPOINTS[name].service === service);
  const routes = names.map((name) => {
    const { method, route } = ENDPOINTS[name];
    return { name, method, pattern: new RegExp(`^${route.replaceAll(PARAMETER, '[0-9]+')}$`) };
  });
  return (method, path) => routes.find((route) => route.method === method && route.pattern.test(path))?.name;
}
