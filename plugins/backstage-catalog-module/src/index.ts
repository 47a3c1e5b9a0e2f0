/**
 * Gives the catalog the services that people accepted from Weir's inventory.
 *
 * @packageDocumentation
 */
export { catalogModuleWeir as default } from './module';
