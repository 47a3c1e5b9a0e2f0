import { createReadStream, existsSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.css': 'text/css',
};
const PAGE =
  '<!doctype html><html lang="en"><head><title>Weir</title><link rel="icon" href="data:,"></head><body><div id="reactRoot"></div><script>window.__grafana_public_path__ = "/public/"; window.grafanaBootData = { user: { orgRole: "Editor" }, settings: { appSubUrl: "" }, navTree: [] };</script><script type="module" src="/host/host.js"></script></body></html>';

/** Icons that @grafana/ui draws. */
const ICONS = fileURLToPath(new URL('../../plugins/grafana-app/node_modules/@grafana/ui/dist/public', import.meta.url));

/** Answers of the data source by path below its resources; what is not there is 404. */
export type Resources = Readonly<Record<string, unknown>>;

/** What the page is served from. */
export interface PageFiles {
  /** Built plugins by id. */
  readonly plugins: Readonly<Record<string, string>>;
  readonly host: string;
  /** Answers, or the address of something that answers as Grafana does below /api. */
  readonly api: Resources | string;
}

/** A server for one page: host, plugins, and what Grafana's server would answer to them. */
export async function servePage({
  plugins,
  host,
  api,
}: PageFiles): Promise<{ readonly url: string; readonly close: () => void }> {
  const server: Server = createServer((incoming, answer) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://host');
    const [, first, second, id = '', ...rest] = pathname.split('/');
    const folder = plugins[id];
    if (first === 'api') answerApi(incoming, answer, pathname, api);
    else if (first === 'host') send(answer, path.join(host, path.posix.normalize(pathname).slice('/host'.length)));
    else if (first === 'public' && second === 'img')
      send(answer, path.join(ICONS, path.posix.normalize(pathname).slice('/public'.length)));
    else if (first === 'public' && second === 'plugins' && folder !== undefined)
      send(answer, path.join(folder, ...rest));
    // Grafana's fonts are in no package.
    else if (first === 'public') answer.writeHead(204).end();
    else answer.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

function send(answer: ServerResponse, file: string): void {
  if (!existsSync(file)) {
    answer.writeHead(404).end();
    return;
  }
  answer.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(answer);
}

function answerApi(incoming: IncomingMessage, answer: ServerResponse, pathname: string, api: Resources | string): void {
  if (typeof api === 'string') {
    const through = request(
      `${api}${incoming.url ?? ''}`,
      { method: incoming.method, headers: incoming.headers },
      (theirs) => {
        answer.writeHead(theirs.statusCode ?? 502, theirs.headers);
        theirs.pipe(answer);
      }
    );
    incoming.pipe(through);
    return;
  }
  const name = pathname.split('/resources/')[1] ?? pathname;
  const found = pathname === '/api/ds/query' ? { results: {} } : api[name];
  answer.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
  answer.end(JSON.stringify(found ?? { message: 'There is no such thing.' }));
}
