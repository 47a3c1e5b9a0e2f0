import { parentPort, workerData } from 'node:worker_threads';
import { composeForecasting } from '../app.ts';
import type { Config } from '../config/schema.ts';
import { WeirError } from '../core/errors.ts';
import type { ForecastCall, ForecastMessage, PlainError } from './protocol.ts';

/** The thread that forecasts: composes the keeper from the configuration and answers calls until it is closed. */
const port = parentPort;
if (port === null) throw new Error('forecast-thread.ts runs in a worker thread');
const say = (message: ForecastMessage): void => port.postMessage(message);

function asPlain(error: unknown): PlainError {
  if (error instanceof WeirError) return { code: error.code, message: error.message, details: error.details };
  return {
    code: 'internal',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    details: [],
  };
}

try {
  const { keeper, close } = await composeForecasting(workerData as Config, (sentence) =>
    say({ type: 'report', sentence })
  );
  port.on('message', (call: ForecastCall) => {
    if (call.type === 'close') {
      close();
      port.close();
      return;
    }
    keeper.want(call.key).then(
      (forecast) => say({ type: 'forecast', id: call.id, forecast }),
      (error: unknown) => say({ type: 'error', id: call.id, error: asPlain(error) })
    );
  });
  keeper.start();
  say({ type: 'started' });
} catch (error) {
  say({ type: 'refused', error: asPlain(error) });
  port.close();
}
