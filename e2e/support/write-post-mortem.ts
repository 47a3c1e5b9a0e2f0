import type { PostMortemDetail } from '@weir/contract';
import type { ServiceProcess } from './service-process.ts';

/** Opens a post-mortem as a person does; resolves with what the service answers. */
export async function writePostMortem(
  service: ServiceProcess,
  title: string
): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(`${service.url}/v1/post-mortems`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'weir-actor-id': 'ana', 'weir-actor-name': 'Ana' },
    body: JSON.stringify({ title }),
  });
  return { status: answer.status, text: await answer.text() };
}

/** The id of a post-mortem in the answer that acknowledged it. */
export function idIn(text: string): string {
  return (JSON.parse(text) as PostMortemDetail).postMortem.id;
}
