import type { PostMortem, Writer } from './post-mortem.ts';

/** Somebody who may be named in the texts. */
export interface Named extends Pick<Writer, 'id' | 'name'> {
  readonly email?: string | undefined;
}

const ADDRESS = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g;
/** Shorter names would be found inside other words. */
const SHORTEST = 2;
const SHORTEST_FIRST_NAME = 3;

/**
 * Names become roles, so that a post-mortem can be passed on without blame: the author, those who wrote with them, those
 * who said a word about the problem, and the owners of actions. Teams (`group:` references) keep their names. A name that
 * nobody has told the service cannot be found in a text.
 */
export class Roles {
  readonly #roles = new Map<string, string>();
  readonly #pattern: RegExp | undefined;

  constructor({ editors, actions, publishedBy }: PostMortem, responders: readonly Named[]) {
    const [author, ...others] = editors;
    if (author !== undefined) this.#add(author, 'the author');
    this.#addAll(others, 'editor');
    if (publishedBy !== undefined) this.#add(publishedBy, 'the publisher');
    this.#addAll(responders, 'responder');
    const owners = actions.flatMap(({ owner }) => (owner === undefined || isTeam(owner) ? [] : [owner]));
    this.#addAll(
      owners.map((owner) => ({ id: owner, name: owner })),
      'owner'
    );
    const names = [...this.#roles.keys()].sort((a, b) => b.length - a.length);
    if (names.length === 0) return;
    const any = names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')).join('|');
    this.#pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${any})(?![\\p{L}\\p{N}_])`, 'gu');
  }

  /** A text without the names of people; addresses of any kind go too. */
  hide(text: string): string {
    const named = text.replaceAll(ADDRESS, (address) => this.#roles.get(address) ?? '(address left out)');
    if (this.#pattern === undefined) return named;
    return named.replaceAll(this.#pattern, (name) => this.#roles.get(name) ?? name);
  }

  /** Roles with numbers; whoever has a role already keeps that one. */
  #addAll(people: readonly Named[], role: string): void {
    let count = 0;
    for (const one of people) if (this.#add(one, `${role} ${count + 1}`)) count++;
  }

  /** Whether somebody new got the role. */
  #add({ id, name, email }: Named, role: string): boolean {
    const known = this.#roles.get(id) ?? this.#roles.get(name) ?? role;
    const [first = ''] = name.split(' ');
    for (const one of [id, name, email, first.length >= SHORTEST_FIRST_NAME ? first : undefined]) {
      if (one !== undefined && one.length >= SHORTEST && !this.#roles.has(one)) this.#roles.set(one, known);
    }
    return known === role;
  }
}

function isTeam(owner: string): boolean {
  return owner.toLowerCase().startsWith('group:');
}
