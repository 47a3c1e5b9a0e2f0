import {
  WEIR_CONTRACT_VERSION,
  type ContractMatch,
  type Info,
  type WeirStatus,
} from '@weir/backstage-plugin-weir-common';
import type { DetectionClient } from './client';
import { WeirUnavailableError } from './failure';

const KEPT_MILLISECONDS = 30_000;
/** Whether it answers is asked for more often: a page that says "Retrying" shall see it come back. */
const STATUS_KEPT_MILLISECONDS = 2_000;
const PATIENCE_MILLISECONDS = 3_000;

/** Knows which contract the service speaks and what it can do, and asks again now and then. */
export class Contract {
  readonly #client: DetectionClient;
  #kept: { asked: number; info: Promise<Info> } | undefined;

  constructor(client: DetectionClient) {
    this.#client = client;
  }

  /** What the service says of itself, not older than `kept` milliseconds. */
  info(kept = KEPT_MILLISECONDS): Promise<Info> {
    if (this.#kept === undefined || this.#kept.asked + kept <= Date.now()) {
      const info = this.#client.json<Info>({ path: '/v1/info', timeout: PATIENCE_MILLISECONDS });
      const asked = { asked: Date.now(), info };
      this.#kept = asked;
      info.catch(() => {
        // The next one asks anew.
        if (this.#kept === asked) this.#kept = undefined;
      });
    }
    return this.#kept.info;
  }

  /**
   * @throws WeirUnavailableError `contract` when the service speaks another contract, or lacks the capability; as the
   * client when it does not answer
   */
  async require(capability: string): Promise<void> {
    const { contract, capabilities, version } = await this.info();
    const spoken = `This plugin speaks contract ${WEIR_CONTRACT_VERSION}, the service ${contract}.`;
    if (matchOf(contract) === 'incompatible') {
      throw new WeirUnavailableError('contract', `${spoken} Nothing is shown until both are of one major version.`);
    }
    if (!capabilities.includes(capability)) {
      const message = `${spoken} ${capability} is hidden until the service (${version}) is updated.`;
      throw new WeirUnavailableError('contract', message, [
        { path: 'capabilities', expected: capability, found: capabilities.join(', ') },
      ]);
    }
  }

  /** Never fails because of Weir. */
  async status(): Promise<WeirStatus> {
    const plugin = WEIR_CONTRACT_VERSION;
    const base = { target: this.#client.target };
    try {
      const info = await this.info(STATUS_KEPT_MILLISECONDS);
      return {
        ...base,
        reachable: true,
        problem: null,
        info,
        contract: { plugin, service: info.contract, match: matchOf(info.contract) },
        asOf: this.#client.answered ?? null,
      };
    } catch (error) {
      if (!(error instanceof WeirUnavailableError)) throw error;
      return {
        ...base,
        reachable: false,
        problem: { reason: error.weir.reason, message: error.message },
        info: null,
        contract: { plugin, service: null, match: null },
        asOf: this.#client.answered ?? null,
      };
    }
  }
}

/** How a service that speaks `service` understands this plugin. */
export function matchOf(service: string): ContractMatch {
  const [ours, theirs] = [WEIR_CONTRACT_VERSION, service].map((text) => /^(\d+)\.(\d+)$/.exec(text));
  if (!ours || !theirs || ours[1] !== theirs[1]) return 'incompatible';
  const difference = Number(theirs[2]) - Number(ours[2]);
  if (difference === 0) return 'same';
  return difference < 0 ? 'service-older' : 'service-newer';
}
