import { HumanDuration } from '@backstage/types';
import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  /** Weir's detection service, as this backend reaches it. Nothing of this is visible to the browser. */
  weir?: {
    /**
     * Where the detection service listens, for example `http://weir:8780`.
     */
    baseUrl: string;
    /**
     * A token of the detection service with the scopes `read`, `write` and `act-as`. Only a service on the loopback
     * address of this machine can do without.
     *
     * @visibility secret
     */
    token?: string;
    /**
     * How long an answer is waited for. Default 10 seconds.
     */
    timeout?: HumanDuration | string;
    catalog?: {
      /**
       * Whether the catalog is pushed to Weir's inventory. Default true.
       */
      push?: boolean;
      /**
       * When. Default every minute.
       */
      schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
      /**
       * Kinds that are pushed. Default Component, API, System, Domain, Resource and Group.
       */
      kinds?: string[];
    };
    inventory?: {
      /**
       * Owner of accepted services when neither the person nor a team is named, for example `group:default/platform`.
       */
      defaultOwner?: string;
    };
  };
}
