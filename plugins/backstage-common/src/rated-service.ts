import type { Rating, RatingBand } from './schemas';

/**
 * A row of the ratings page.
 *
 * @public
 */
export interface RatedService {
  /** Place among all that the scope and the filters give, from 1. */
  rank: number;
  rating: Rating;
  /** The catalog entity that stands for the service; null when the catalog has none. */
  entityRef: string | null;
  title: string | null;
  /** Reference of the owner. */
  owner: string | null;
  /** The person who asks is, or belongs to, the owner: their vote is shown, not counted. */
  owned: boolean;
  /** Points up or down against a month ago; null without history. */
  change: number | null;
}

/**
 * A page of them, ordered at the backend by the lower end of the range.
 *
 * @public
 */
export interface RatedServicePage {
  items: RatedService[];
  total: number;
  /** References of the owners of all that the scope and the other filters give, by name. */
  owners: string[];
}

/**
 * Which services to list.
 *
 * @public
 */
export interface RatedServiceQuery {
  /** `calls`: what the entities of the person's teams depend on or consume, by the catalog. `team`: what they own. */
  scope?: 'calls' | 'team' | 'all';
  q?: string;
  owner?: string;
  band?: RatingBand | 'provisional';
  offset?: number;
  /** 1 to 200, default 50. */
  limit?: number;
}
