import type { Person } from './weir-api.ts';

/** Who works with the demo's services. */
export const ANA: Person = { id: 'user:default/ana', name: 'Ana (demo)', email: 'ana@example.org' };
export const BEN: Person = { id: 'user:default/ben', name: 'Ben (demo)', email: 'ben@example.org' };
export const OLA: Person = { id: 'user:default/ola', name: 'Ola (demo)', email: 'ola@example.org' };
