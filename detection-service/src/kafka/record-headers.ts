import type { RawRecord } from './record-batches.ts';

/** The text of a record's header by its key; of several with one key the last, as Kafka's own clients have it. */
export function headersOf({ headers }: Pick<RawRecord, 'headers'>): (key: string) => string | undefined {
  const texts = new Map<string, string>();
  for (let i = 0; i < headers.length; i += 2) {
    const [key, value] = [headers[i], headers[i + 1]];
    if (key && value) texts.set(key.toString('latin1'), value.toString('utf8'));
  }
  return (key) => texts.get(key);
}
