import { parentPort, workerData } from 'node:worker_threads';
import { composeShard } from '../app.ts';
import type { Config } from '../config/schema.ts';
import { WeirError } from '../core/errors.ts';
import { freeBuffer } from '../core/free-buffer.ts';
import type { CallMessage, ErrorMessage, ShardMessage } from './protocol.ts';
import type { IngestRequest, Shard } from './shard.ts';

/** The thread of a shard: composes it from the configuration and answers calls until it is closed. */
const port = parentPort;
if (port === null) throw new Error('shard-thread.ts runs in a worker thread');
const say = (message: ShardMessage): void => port.postMessage(message);

function asMessage(error: unknown): ErrorMessage {
  if (error instanceof WeirError) return { message: error.message, code: error.code, details: error.details };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message, code: 'internal', details: [] };
}

async function answer(shard: Shard, call: CallMessage): Promise<unknown> {
  switch (call.name) {
    case 'ingest': {
      // The body was moved here, so it is this thread's to free once it is in the log.
      const request = call.argument as IngestRequest;
      return shard.ingest(request).finally(() => freeBuffer(request.body));
    }
    case 'sources':
      return shard.sources(call.argument as string);
    case 'status':
      return shard.status();
    case 'seal':
      return shard.seal();
    case 'close':
      return shard.close();
  }
}

try {
  const shard = await composeShard(workerData as Config, (sentence) => say({ type: 'report', sentence }));
  port.on('message', (call: CallMessage) => {
    answer(shard, call)
      .then(
        (value) => say({ type: 'answer', id: call.id, answer: value }),
        (error: unknown) => say({ type: 'error', id: call.id, error: asMessage(error) })
      )
      .finally(() => {
        if (call.name === 'close') port.close();
      });
  });
  say({ type: 'started' });
} catch (error) {
  say({ type: 'refused', error: asMessage(error) });
  port.close();
}
