import { startService } from '../app.ts';
import { CONFIG_FLAGS, settingsOf } from '../config/flags.ts';
import { findConfigFile, loadConfig, unknownVariables } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { parseArguments } from './arguments.ts';
import { stopSignal } from './stop-signal.ts';

/** `weir serve`: runs the detection service until it is told to stop. */
export async function serve(argv: readonly string[]): Promise<number> {
  const { flags } = parseArguments(argv, CONFIG_FLAGS);
  const config = configured(flags);
  const stopped = stopSignal();
  const service = await startService(config);
  for (const name of unknownVariables(process.env)) service.logger.warn({ name }, 'this variable is not a setting');
  service.logger.info({ url: service.url }, 'ready');
  const reason = await stopped;
  service.logger.info({ reason }, 'stopping');
  await service.close();
  return 0;
}

/** The configuration that the flags of a command, the environment and `weir.yaml` make together. */
export function configured(flags: ReadonlyMap<string, readonly string[]>): Config {
  const file = flags.get('--config')?.at(-1) ?? findConfigFile(process.env);
  return loadConfig({ file, env: process.env, flags: settingsOf(flags) });
}
