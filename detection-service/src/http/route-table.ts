import type { FastifyInstance } from 'fastify';

/** Which methods each path takes, to tell a wrong path from a wrong method. */
export class RouteTable {
  readonly #routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  /** Follows what is registered on `app` from now on. A route that does not say its scope is a defect of ours. */
  constructor(app: FastifyInstance) {
    app.addHook('onRoute', ({ url, method, config }) => {
      if (config?.scope === undefined) throw new Error(`${String(method)} ${url} does not say which scope it needs`);
      const pattern = new RegExp(`^${url.replaceAll('.', '\\.').replace(/:[A-Za-z]+/g, '[^/]+')}$`);
      this.#routes.push({ pattern, methods: typeof method === 'string' ? [method] : method });
    });
  }

  /** Methods of a path, sorted; none when there is no such path. */
  methods(url: string): string[] {
    const path = url.split('?', 1)[0] as string;
    return [
      ...new Set(this.#routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods)),
    ].sort();
  }
}
