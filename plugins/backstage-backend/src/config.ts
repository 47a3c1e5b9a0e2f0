import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type RootConfigService,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';

/** What the plugin is told by `weir:` in the configuration. */
export interface WeirConfig {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly token: string | undefined;
  /** Milliseconds. */
  readonly timeout: number;
  /** Undefined: the catalog is not pushed. */
  readonly push: CatalogPushConfig | undefined;
  readonly defaultOwner: string | undefined;
}

/** Which entities are pushed, and when. */
export interface CatalogPushConfig {
  readonly schedule: SchedulerServiceTaskScheduleDefinition;
  readonly kinds: readonly string[];
}

const DEFAULT_TIMEOUT = 10_000;
const DEFAULT_KINDS = ['Component', 'API', 'System', 'Domain', 'Resource', 'Group'];
const EVERY_MINUTE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 1 },
  timeout: { minutes: 5 },
  initialDelay: { seconds: 5 },
};

/** @throws InputError that names the value, when it is not one */
export function readWeirConfig(root: RootConfigService): WeirConfig {
  const config = root.getConfig('weir');
  const push = config.getOptionalConfig('catalog');
  const schedule = push?.getOptionalConfig('schedule');
  return {
    baseUrl: baseUrl(config.getString('baseUrl')),
    token: config.getOptionalString('token'),
    timeout: config.has('timeout')
      ? durationToMilliseconds(readDurationFromConfig(config, { key: 'timeout' }))
      : DEFAULT_TIMEOUT,
    push:
      push?.getOptionalBoolean('push') === false
        ? undefined
        : {
            schedule: schedule ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule) : EVERY_MINUTE,
            kinds: push?.getOptionalStringArray('kinds') ?? DEFAULT_KINDS,
          },
    defaultOwner: config.getOptionalString('inventory.defaultOwner'),
  };
}

function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.search !== '') {
    // The text is not repeated: a credential may stand in it.
    throw new InputError('weir.baseUrl must be an http or https URL without a user, a password or a query.');
  }
  return url.href.replace(/\/+$/, '');
}
