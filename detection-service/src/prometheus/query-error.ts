/** What kind of error an answer of the Prometheus API names in `errorType`. */
export type QueryErrorType =
  'bad_data' | 'execution' | 'timeout' | 'canceled' | 'unavailable' | 'not_found' | 'internal';

/** A query that has no answer, in the words of Prometheus' API. Whoever asked can act on it. */
export class QueryError extends Error {
  readonly type: QueryErrorType;

  constructor(type: QueryErrorType, message: string) {
    super(message);
    this.name = 'QueryError';
    this.type = type;
  }
}
