/**
 * The backend of Weir for Backstage.
 *
 * @packageDocumentation
 */
export { weirPlugin as default } from './plugin';
