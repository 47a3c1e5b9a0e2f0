import { expect, it } from 'vitest';
import { serviceName } from './service-name.ts';

it.each([
  ['access.log', 'access'],
  ['/var/log/nginx/access.log.1', 'access'],
  ['/var/log/nginx/access.log.2.gz', 'access'],
  ['shop.log', 'shop'],
  ['shop-access.log-20260301.gz', 'shop'],
  ['orders_access_log', 'orders'],
  ['elastic_apache_access.log', 'elastic_apache'],
  ['-', 'access'],
])('the service of %s is %s', (file, expected) => {
  expect(serviceName(file)).toBe(expected);
});
