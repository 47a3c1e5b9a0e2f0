import type { Info } from './schemas';

/**
 * How the plugin and the service understand each other.
 *
 * - `same`: both speak the contract that the plugin was built with.
 * - `service-older`, `service-newer`: the minor version differs; what is missing is hidden.
 * - `incompatible`: the major version differs; nothing is asked.
 *
 * @public
 */
export type ContractMatch = 'same' | 'service-older' | 'service-newer' | 'incompatible';

/**
 * Whether Weir answers, and what it can do.
 *
 * @public
 */
export interface WeirStatus {
  reachable: boolean;
  /** Host and port where the backend looks for Weir; never a credential. */
  target: string;
  /** Why it is not reachable; null when it is. */
  problem: { reason: WeirFailure; message: string } | null;
  info: Info | null;
  contract: { plugin: string; service: string | null; match: ContractMatch | null };
  /** When Weir last answered, Unix milliseconds; null when never since the backend's start. */
  asOf: number | null;
}

/**
 * Why an answer of Weir did not come.
 *
 * - `down`: no connection. `slow`: no answer in time. `token`: the backend's token was refused.
 * - `contract`: the service speaks another contract. `not-weir`: something else answered.
 * - `refused`: the service understood, and says no; its details say why.
 *
 * @public
 */
export type WeirFailure = 'down' | 'slow' | 'token' | 'contract' | 'not-weir' | 'refused';

/**
 * The contract that these types were generated from.
 *
 * @public
 */
export const WEIR_CONTRACT_VERSION = '1.0';
