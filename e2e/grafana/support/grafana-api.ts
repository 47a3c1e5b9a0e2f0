import type { Needs } from './needs.ts';

/** Grafana's HTTP API as an administrator. */
export class GrafanaApi {
  readonly #url: string;
  readonly #authorization: string;

  constructor({ grafana, user, password }: Needs) {
    this.#url = grafana;
    this.#authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }

  /** Calls it; the answer's JSON. Throws what Grafana says when it refuses. */
  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.#fetch(method, path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: Grafana answered ${answer.status}: ${text.slice(0, 400)}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** Deletes what may be there. */
  async remove(path: string): Promise<void> {
    const answer = await this.#fetch('DELETE', path);
    if (!answer.ok && answer.status !== 404) throw new Error(`DELETE ${path}: Grafana answered ${answer.status}`);
  }

  #fetch(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: this.#authorization,
        'content-type': 'application/json',
        // Rules made through the provisioning API stay editable, and can be deleted again.
        'x-disable-provenance': 'true',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
