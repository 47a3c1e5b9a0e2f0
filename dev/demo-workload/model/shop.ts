/** The services of the demo, from the one that people call to those behind it. */
export const SERVICES = ['shop-web', 'orders', 'payments', 'inventory'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** `deployment.environment.name` of everything that the demo says. */
export const ENVIRONMENT = 'demo';

/** A call that an endpoint makes, one after the other in their order, and in what share of its own calls. */
interface Call {
  readonly to: EndpointName;
  readonly share: number;
}

/** An endpoint of the demo: what it is called, how long its own work takes, whom it calls. */
export interface Endpoint {
  readonly service: ServiceName;
  readonly method: 'GET' | 'POST';
  /** `http.route`. */
  readonly route: string;
  /** Median of its own work in milliseconds, without what it waits for. */
  readonly work: number;
  /** Shares of its calls that fail by themselves (500), and that ask for what is not there (404). */
  readonly failing: number;
  readonly notFound: number;
  /** Status when all is well. */
  readonly status: 200 | 201;
  readonly calls: readonly Call[];
}

export type EndpointName =
  | 'home'
  | 'product'
  | 'search'
  | 'checkout'
  | 'order'
  | 'place-order'
  | 'read-order'
  | 'pay'
  | 'read-payment'
  | 'reserve'
  | 'stock';

const endpoint = (
  service: ServiceName,
  method: Endpoint['method'],
  route: string,
  rest: Partial<Endpoint> & Pick<Endpoint, 'work'>
): Endpoint => ({
  ...{ service, method, route, failing: 0.0002, notFound: 0, calls: [] },
  ...{ status: method === 'POST' ? 201 : 200 },
  ...rest,
});

/** shop-web calls orders; orders calls payments, and now and then inventory. */
export const ENDPOINTS: Readonly<Record<EndpointName, Endpoint>> = {
  home: endpoint('shop-web', 'GET', '/', { work: 22 }),
  product: endpoint('shop-web', 'GET', '/products/{id}', { work: 34, notFound: 0.01 }),
  search: endpoint('shop-web', 'GET', '/search', { work: 58 }),
  checkout: endpoint('shop-web', 'POST', '/checkout', { work: 26, calls: [{ to: 'place-order', share: 1 }] }),
  order: endpoint('shop-web', 'GET', '/orders/{id}', { work: 14, calls: [{ to: 'read-order', share: 1 }] }),
  'place-order': endpoint('orders', 'POST', '/orders', {
    work: 88,
    failing: 0.0004,
    calls: [
      { to: 'reserve', share: 0.35 },
      { to: 'pay', share: 1 },
    ],
  }),
  'read-order': endpoint('orders', 'GET', '/orders/{id}', {
    work: 24,
    notFound: 0.01,
    calls: [
      { to: 'read-payment', share: 0.5 },
      { to: 'stock', share: 0.1 },
    ],
  }),
  pay: endpoint('payments', 'POST', '/payments', { work: 64 }),
  'read-payment': endpoint('payments', 'GET', '/payments/{id}', { work: 18 }),
  reserve: endpoint('inventory', 'POST', '/reservations', { work: 38 }),
  stock: endpoint('inventory', 'GET', '/stock/{sku}', { work: 30 }),
};

/** What people do in the shop, in shares of all that they do. */
const VISITS: readonly (readonly [EndpointName, number])[] = [
  ['product', 0.4],
  ['home', 0.22],
  ['search', 0.18],
  ['checkout', 0.12],
  ['order', 0.08],
];

/** Picks what a visitor does next. `uniform` is in [0, 1). */
export function visit(uniform: number): EndpointName {
  let left = uniform;
  for (const [name, share] of VISITS) {
    left -= share;
    if (left < 0) return name;
  }
  return 'product';
}
