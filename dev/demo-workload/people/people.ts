import type { Person } from './weir-api.ts';

/** Who works with the demo's services. */
export const ANA: Person = { id: 'user:default/ana', name: 'Ana', email: 'ana@shop.example' };
export const BEN: Person = { id: 'user:default/ben', name: 'Ben', email: 'ben@shop.example' };
export const OLA: Person = { id: 'user:default/ola', name: 'Ola', email: 'ola@shop.example' };
