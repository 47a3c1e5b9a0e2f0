import { MINUTE, type Millis } from '../core/time.ts';
import type { Finding } from './finding.ts';

const SUBJECT = 'subscriptions';
const TIMEOUT_MS = 5_000;
const PAGE = 1_000;
/** Pages that are read at most: as many subscriptions as the service keeps. */
const MOST_PAGES = 64;
/** Subscriptions that are named one by one. */
const NAMED = 10;
/** Collectors report twice a minute unless they are told otherwise; longer than this, nobody keeps it. */
const STALE: Millis = 5 * MINUTE;

interface Subscription {
  readonly node: string;
  readonly name: string;
}
interface State extends Subscription {
  readonly state: string;
  readonly reason: string | null;
  readonly reported: Millis;
}

/** How the subscriptions on network nodes are, as the service at `url` has it. Says nothing where there are none. */
export async function subscriptionFindings(url: string, token: string | undefined, now: Millis): Promise<Finding[]> {
  const [wanted, states] = await Promise.all([
    all<Subscription>(`${url}/v1/subscriptions`, token),
    all<State>(`${url}/v1/subscriptions/states`, token),
  ]);
  if (wanted === undefined || states === undefined) return [];
  if (typeof wanted === 'number') return [unreadable(wanted)];
  if (typeof states === 'number') return [unreadable(states)];
  if (wanted.length === 0) return [];
  const findings = wanted.flatMap((one) => findingOf(one, states, now) ?? []);
  const nodes = new Set(wanted.map(({ node }) => node)).size;
  if (findings.length === 0) {
    const sentence = `${wanted.length} on ${nodes} ${nodes === 1 ? 'node' : 'nodes'}, all active`;
    return [{ state: 'ok', subject: SUBJECT, sentence }];
  }
  const more = findings.length - NAMED;
  if (more <= 0) return findings;
  return [
    ...findings.slice(0, NAMED),
    { state: 'note', subject: SUBJECT, sentence: `and ${more} more: ${url}/v1/subscriptions/states` },
  ];
}

function findingOf({ node, name }: Subscription, states: readonly State[], now: Millis): Finding | undefined {
  const known = states
    .filter((state) => state.node === node && state.name === name)
    .toSorted((a, b) => b.reported - a.reported)[0];
  const key = `${node}/${name}`;
  if (known === undefined || now - known.reported > STALE) {
    const sentence = `${key}: no collector says that it keeps it; one needs yang_push with subscriptions and the node's group`;
    return { state: 'note', subject: SUBJECT, sentence };
  }
  if (known.state === 'active') return undefined;
  const why = known.reason === null ? '' : `: ${known.reason}`;
  return {
    state: known.state === 'connecting' ? 'note' : 'wrong',
    subject: SUBJECT,
    sentence: `${key} is ${known.state}${why}`,
  };
}

function unreadable(status: number): Finding {
  const sentence = `cannot be read (${status}): WEIR_TOKEN must be a token with the scope read`;
  return { state: 'note', subject: SUBJECT, sentence };
}

/** All rows of a list; the status when it is refused, undefined when nobody answers. */
async function all<T>(address: string, token: string | undefined): Promise<T[] | number | undefined> {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const rows: T[] = [];
  let cursor: string | null = '';
  for (let page = 0; page < MOST_PAGES && cursor !== null; page++) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer: Response | undefined = await fetch(`${address}?limit=${PAGE}${more}`, {
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => undefined);
    if (answer === undefined) return undefined;
    if (!answer.ok) return answer.status;
    const body = (await answer.json()) as { readonly items: readonly T[]; readonly next: string | null };
    rows.push(...body.items);
    cursor = body.next;
  }
  return rows;
}
