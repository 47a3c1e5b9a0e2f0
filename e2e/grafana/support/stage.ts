import { GrafanaApi } from './grafana-api.ts';
import { readNeeds } from './needs.ts';

/** The data source that the tests make in Grafana, and take away again. */
export const SOURCE = { uid: 'weir-e2e', name: 'Weir (e2e)', type: 'weir-detection-datasource' } as const;
export const READ_TOKEN = 'weir-e2e-read-0123456789';
export const SEND_TOKEN = 'weir-e2e-send-0123456789';

/** What the set-up has prepared for the tests. */
export interface Stage {
  /** The detection service, as this machine reaches it. */
  readonly weir: string;
  /** The same, as Grafana's server reaches it. */
  readonly weirOfGrafana: string;
  /** The whole minute at which the story ends. */
  readonly end: number;
  readonly api: GrafanaApi;
}

/** Tells the tests, which run in other processes, what was prepared. */
export function setStage(stage: Omit<Stage, 'api'>): void {
  process.env.WEIR_E2E_STAGE = JSON.stringify(stage);
}

function prepared(): Omit<Stage, 'api'> {
  const text = process.env.WEIR_E2E_STAGE;
  if (text === undefined) throw new Error('the set-up has not run');
  return JSON.parse(text) as Omit<Stage, 'api'>;
}

/** What is read here is there once the set-up has run: in tests and their hooks. */
export const stage: Stage = {
  get weir() {
    return prepared().weir;
  },
  get weirOfGrafana() {
    return prepared().weirOfGrafana;
  },
  get end() {
    return prepared().end;
  },
  get api() {
    return new GrafanaApi(readNeeds());
  },
};
