/** Somebody whom one can be in the portal. */
export interface DemoPerson {
  /** Provider of the auth backend. */
  readonly provider: string;
  readonly name: string;
  readonly role: string;
}

/** Who can be chosen. The guest may look and not change anything. */
export const PEOPLE: readonly DemoPerson[] = [
  { provider: 'demo-ana', name: 'Ana', role: 'Team Order: owns shop-web and orders, calls payments' },
  { provider: 'demo-ben', name: 'Ben', role: 'Team Pay: owns payments and gift-cards' },
  { provider: 'guest', name: 'Guest', role: 'Looks at everything, changes nothing' },
];

const KEY = 'weir-portal-person';

/** Who was chosen last in this browser, so that a copied address opens its page. */
export function remembered(): DemoPerson | undefined {
  const provider = window.localStorage.getItem(KEY);
  return PEOPLE.find((person) => person.provider === provider);
}

export function remember(person: DemoPerson | undefined): void {
  if (person === undefined) window.localStorage.removeItem(KEY);
  else window.localStorage.setItem(KEY, person.provider);
}
