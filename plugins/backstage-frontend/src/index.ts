/**
 * Weir in Backstage: service inventory, health of entities, API ratings, post-mortems and feedback.
 *
 * @packageDocumentation
 */
export { default } from './plugin';
export { weirApiRef } from './api';
