import { WeirError } from '@weir/detection-service/core/errors.ts';

/** A person of the demo. Those of the portal are the same ones: persons are told apart by their address. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** The detection service's API as the demo uses it. */
export class WeirApi {
  readonly #url: string;
  readonly #token: string | undefined;

  /** `token` needs the scopes `read`, `write` and `act-as`; a service without tokens needs none. */
  constructor(url: string, token: string | undefined) {
    this.#url = url;
    this.#token = token;
  }

  /** Reads. Throws `WeirError('unavailable')` when it is not answered well. */
  get<T>(path: string): Promise<T> {
    return this.#send<T>('GET', path, undefined, undefined);
  }

  /** Does something for a person. */
  as<T>(person: Person, method: 'POST' | 'PUT', path: string, body: unknown): Promise<T> {
    return this.#send<T>(method, path, person, body);
  }

  async #send<T>(method: string, path: string, person: Person | undefined, body: unknown): Promise<T> {
    const headers: Record<string, string> = {};
    if (this.#token) headers['authorization'] = `Bearer ${this.#token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (person !== undefined) {
      headers['weir-actor-id'] = encodeURIComponent(person.id);
      headers['weir-actor-name'] = encodeURIComponent(person.name);
      headers['weir-actor-email'] = encodeURIComponent(person.email);
    }
    const init = { method, headers, signal: AbortSignal.timeout(30_000) };
    const answer = await fetch(
      `${this.#url}${path}`,
      body === undefined ? init : { ...init, body: JSON.stringify(body) }
    );
    const text = await answer.text();
    if (!answer.ok) throw new WeirError('unavailable', `${method} ${path} was answered ${answer.status}: ${text}`);
    return JSON.parse(text) as T;
  }
}
