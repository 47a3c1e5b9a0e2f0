import { HORIZONS, QueryType, WeirQuery } from './types';

/**
 * A query as one line of text, for people who would rather type:
 *
 *     orders | latency_p95 | band, anomalies, env=prod
 *     orders | latency_p95 | score, route=POST /orders
 *     problems: orders | open, lanes
 */
const TYPES: readonly QueryType[] = ['series', 'problems', 'anomalies', 'forecast', 'rating', 'entities'];
const WITH_INDICATOR: readonly QueryType[] = ['series', 'forecast'];
const WORDS = 'band, anomalies, score, said, open, closed, table, lanes, 24h, 14d, env=…, route=…, limit=…';

type Parsed = { query: Partial<WeirQuery>; error?: undefined } | { query?: undefined; error: string };

/** Reads a line of text. What it does not say is as if it had never been set. */
export function parseCode(text: string): Parsed {
  const head = /^\s*([a-z]+)\s*:(.*)$/s.exec(text);
  const queryType = (head ? head[1] : 'series') as QueryType;
  if (!TYPES.includes(queryType)) {
    return { error: `"${queryType}" is not one of ${TYPES.join(', ')}.` };
  }
  const parts = (head ? head[2] : text).split('|').map((part) => part.trim());
  const query: Partial<WeirQuery> = { queryType, entity: parts.shift() || undefined };
  if (WITH_INDICATOR.includes(queryType)) {
    query.indicator = parts.shift() || undefined;
  }
  if (queryType === 'series') {
    query.band = false;
    query.anomalies = false;
  }
  for (const word of parts.join(',').split(',')) {
    const error = setWord(query, word.trim());
    if (error) {
      return { error };
    }
  }
  return { query };
}

function setWord(query: Partial<WeirQuery>, word: string): string | undefined {
  const [, name, value] = /^(env|route|limit)=(.*)$/s.exec(word) ?? [];
  switch (name ?? word) {
    case '':
      return undefined;
    case 'band':
      query.band = true;
      return undefined;
    case 'anomalies':
      query.anomalies = true;
      return undefined;
    case 'score':
      query.score = true;
      return undefined;
    case 'said':
      query.said = true;
      return undefined;
    case 'open':
    case 'closed':
      query.state = word as WeirQuery['state'];
      return undefined;
    case 'table':
    case 'lanes':
      query.format = word as WeirQuery['format'];
      return undefined;
    case 'env':
      query.environment = value;
      return undefined;
    case 'limit':
      query.limit = Number(value);
      return Number.isInteger(query.limit) && query.limit > 0 ? undefined : `limit=${value} is not a whole number.`;
    case 'route':
      return setRoute(query, value);
    default:
      if (HORIZONS.some((horizon) => horizon === word)) {
        query.horizon = word as WeirQuery['horizon'];
        return undefined;
      }
      return `"${word}" is not known here. Expected ${WORDS}.`;
  }
}

function setRoute(query: Partial<WeirQuery>, value: string): string | undefined {
  const [, method, route] = /^(\S+) (\S.*)$/.exec(value) ?? [];
  if (!method) {
    return `route=${value} needs a method and a route, such as route=POST /orders.`;
  }
  query.method = method;
  query.route = route;
  return undefined;
}

/** Writes a query as a line of text that `parseCode` reads back. */
export function formatCode(query: WeirQuery): string {
  const type = query.queryType ?? 'series';
  const words: string[] = [];
  if (type === 'series') {
    words.push(...(query.band !== false ? ['band'] : []), ...(query.anomalies !== false ? ['anomalies'] : []));
    words.push(...(query.score ? ['score'] : []));
  }
  for (const word of [query.state, query.format, query.horizon]) {
    if (word) {
      words.push(word);
    }
  }
  if (query.said) {
    words.push('said');
  }
  if (query.environment) {
    words.push(`env=${query.environment}`);
  }
  if (query.method && query.route) {
    words.push(`route=${query.method} ${query.route}`);
  }
  if (query.limit) {
    words.push(`limit=${query.limit}`);
  }
  const parts = [query.entity ?? ''];
  if (WITH_INDICATOR.includes(type)) {
    parts.push(query.indicator ?? '');
  }
  if (words.length > 0) {
    parts.push(words.join(', '));
  }
  const line = parts.join(' | ').trim();
  return type === 'series' ? line : `${type}: ${line}`.trim();
}
