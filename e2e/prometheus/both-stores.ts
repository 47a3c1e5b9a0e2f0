import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { Prometheus } from '../support/prometheus.ts';
import { scratchFolder } from '../support/scratch.ts';
import { ServiceProcess } from '../support/service-process.ts';
import { samplesForPrometheus, tellWeir } from './story.ts';

/** Where the two answer; there from the first test of a file to its last. */
export interface BothStores {
  /** Base of Weir's Prometheus API. */
  readonly weir: string;
  readonly prometheus: string;
}

/** A service of Weir and a real Prometheus that hold the same story, for the tests of a file. */
export function bothStores(name: string): BothStores {
  const folder = scratchFolder(name);
  let weir: ServiceProcess | undefined;
  let prometheus: Prometheus | undefined;
  beforeAll(async () => {
    const data = path.join(folder, 'weir');
    tellWeir(path.join(data, 'results'));
    weir = await ServiceProcess.start({ data, port: await freePort() });
    prometheus = await Prometheus.start(path.join(folder, 'prometheus'));
    for (const part of samplesForPrometheus()) await prometheus.write(part);
  });
  afterAll(async () => {
    await Promise.all([weir?.stop(), prometheus?.stop()]);
  });
  return {
    get weir() {
      return `${weir?.url}/prometheus`;
    },
    get prometheus() {
      return String(prometheus?.url);
    },
  };
}
