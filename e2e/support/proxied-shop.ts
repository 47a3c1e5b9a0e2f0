import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import type { CollectorPorts } from '@weir/detection-service/cli/collector/start.ts';
import { startHaproxy } from './haproxy.ts';
import { Load } from './load.ts';
import { startNginx } from './nginx.ts';
import { Tail } from './tail.ts';
import { Shop } from './shop.ts';

/** A shop behind a real proxy whose access log goes to a collector, and the calls that it gets. */
export interface ProxiedShop {
  /** What the service is called in the results. */
  readonly service: string;
  readonly shop: Shop;
  readonly load: Load;
  stop(): Promise<void>;
}

const PATHS = ['/api/products', '/api/products/48213', '/api/cart', '/api/orders/90210/status'];

/** Behind nginx; a shipper follows its log file and posts the lines. */
export async function shopBehindNginx(
  folder: string,
  service: string,
  collector: CollectorPorts
): Promise<ProxiedShop> {
  const shop = await Shop.start();
  const port = await freePort();
  const home = path.join(folder, service);
  const nginx = await startNginx({ folder: home, port, upstreamPort: shop.port, log: 'access.log' });
  const tail = await Tail.start({
    file: path.join(home, 'access.log'),
    url: `http://127.0.0.1:${collector.lines}/v1/lines`,
    service,
    source: `file-${service}`,
  });
  return together(service, { shop, load: new Load(port, PATHS), proxy: nginx, tail });
}

/** Behind HAProxy, which sends its log itself by syslog. */
export async function shopBehindHaproxy(
  folder: string,
  service: string,
  format: 'rfc5424' | 'rfc3164',
  collector: CollectorPorts
): Promise<ProxiedShop> {
  const shop = await Shop.start();
  const port = await freePort();
  const home = path.join(folder, service);
  const proxy = await startHaproxy({
    folder: home,
    port,
    upstreamPort: shop.port,
    syslogPort: collector.syslog,
    format,
    tag: service,
  });
  return together(service, { shop, load: new Load(port, PATHS), proxy });
}

interface Parts {
  readonly shop: Shop;
  readonly load: Load;
  readonly proxy: ChildProcess;
  readonly tail?: Tail;
}

function together(service: string, { shop, load, proxy, tail }: Parts): ProxiedShop {
  const stop = async (): Promise<void> => {
    load.stop();
    const ended = new Promise((resolve) => proxy.once('close', resolve));
    proxy.kill('SIGTERM');
    await ended;
    await tail?.stop();
    await shop.stop();
  };
  return { service, shop, load, stop };
}
