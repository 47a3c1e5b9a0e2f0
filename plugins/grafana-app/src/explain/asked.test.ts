import { toDataFrame } from '@grafana/data';

import { askedOf } from './asked';

const frame = (labels: Record<string, string>) =>
  toDataFrame({
    fields: [
      { name: 'time', values: [1] },
      { name: 'value', values: [1], labels },
    ],
  });
const data = (...labels: Array<Record<string, string>>) => ({ series: labels.map(frame) }) as never;

it('reads Weir’s labels, those of OpenTelemetry in Prometheus, and each series once', () => {
  const weir = { service: 'orders', indicator: 'latency_p95', environment: 'prod' };
  expect(askedOf({ data: data(weir, weir), targets: [] })).toEqual([weir]);
  expect(
    askedOf({ data: data({ service_name: 'orders', http_route: '/orders', http_request_method: 'POST' }), targets: [] })
  ).toEqual([{ service: 'orders', method: 'POST', route: '/orders' }]);
});

it('falls back on Weir’s queries, without variables', () => {
  const targets = [{ refId: 'A', entity: 'orders', indicator: '$indicator' }, { refId: 'B' }] as never;
  expect(askedOf({ targets })).toEqual([{ service: 'orders' }]);
});

it('panels about something else name nothing', () => {
  expect(askedOf({ data: data({ pod: 'a' }), targets: [] })).toEqual([]);
});

it('a panel with thousands of series asks for twenty', () => {
  const many = Array.from({ length: 5000 }, (_, at) => ({ service: `service-${at}` }));
  expect(askedOf({ data: data(...many), targets: [] })).toHaveLength(20);
});
