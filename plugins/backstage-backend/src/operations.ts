import type { BasicPermission } from '@backstage/plugin-permission-common';
import {
  weirFeedbackCreatePermission,
  weirPostMortemPublishPermission,
  weirPostMortemWritePermission,
  weirReadPermission,
  weirVoteCreatePermission,
} from '@weir/backstage-plugin-weir-common';

/** An operation of the contract that goes through as it is. */
export interface PassedOperation {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As Express and the contract write it. */
  readonly path: string;
  readonly permission: BasicPermission;
  /** What the service must be able to do. */
  readonly capability: string;
  /** It changes something, so a person must stand behind it. */
  readonly writes: boolean;
}

const read = (path: string, capability: string): PassedOperation => ({
  method: 'get',
  path,
  permission: weirReadPermission,
  capability,
  writes: false,
});

const write = (
  method: 'post' | 'put' | 'delete',
  path: string,
  permission: BasicPermission,
  capability: string
): PassedOperation => ({ method, path, permission, capability, writes: true });

/**
 * What the browser can ask of the detection service. Whatever is not here does not exist for it: telemetry, the
 * catalog's door, sources, the service's own metrics.
 */
export const PASSED_OPERATIONS: readonly PassedOperation[] = [
  read('/v1/entities', 'entities'),
  read('/v1/entities/:id', 'entities'),
  read('/v1/series', 'series'),
  read('/v1/series/:id', 'series'),
  { ...read('/v1/query', 'query'), method: 'post' },
  read('/v1/anomalies', 'anomalies'),
  read('/v1/anomalies/:id', 'anomalies'),
  read('/v1/problems', 'problems'),
  read('/v1/problems/:id', 'problems'),
  read('/v1/feedback', 'feedback'),
  read('/v1/feedback/:id', 'feedback'),
  write('post', '/v1/feedback', weirFeedbackCreatePermission, 'feedback'),
  write('post', '/v1/feedback/:id/withdraw', weirFeedbackCreatePermission, 'feedback'),
  read('/v1/forecasts', 'forecasts'),
  read('/v1/series/:id/forecast', 'forecasts'),
  read('/v1/series/:id/forecasts', 'forecasts'),
  read('/v1/series/:id/said', 'forecasts'),
  read('/v1/ratings', 'ratings'),
  read('/v1/ratings/:id', 'ratings'),
  read('/v1/ratings/:id/history', 'ratings'),
  read('/v1/ratings/:id/votes', 'ratings'),
  write('delete', '/v1/ratings/:id/vote', weirVoteCreatePermission, 'ratings'),
  read('/v1/post-mortems', 'post-mortems'),
  read('/v1/post-mortems/:id', 'post-mortems'),
  read('/v1/post-mortems/:id/markdown', 'post-mortems'),
  write('post', '/v1/post-mortems', weirPostMortemWritePermission, 'post-mortems'),
  write('put', '/v1/post-mortems/:id', weirPostMortemWritePermission, 'post-mortems'),
  write('post', '/v1/post-mortems/:id/publish', weirPostMortemPublishPermission, 'post-mortems'),
  read('/v1/inventory', 'inventory'),
];
