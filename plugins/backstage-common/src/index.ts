/**
 * Types, permissions and client shared by Weir's Backstage plugins.
 *
 * @packageDocumentation
 */
export * from './acceptance';
export * from './annotations';
export * from './anomalous';
export * from './api';
export * from './client';
export * from './entity-summary';
export type { components, operations } from './generated/contract';
export * from './permissions';
export * from './problem-of';
export * from './rated-service';
export * from './schemas';
export * from './status';
