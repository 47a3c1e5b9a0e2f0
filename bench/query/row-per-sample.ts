import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import type { StepBlock } from '@weir/detection-service/core/step-block.ts';
import type { VerdictBlock } from '@weir/detection-service/core/verdict.ts';

/** The peer: what most would build first, a row for each sample in SQLite, with an index by series and time. */
export class RowPerSample {
  readonly #db: DatabaseSync;
  readonly #insert;

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
      CREATE TABLE result (series INTEGER, time INTEGER, value REAL, status INTEGER, score REAL, expected REAL, lower REAL, upper REAL, flags INTEGER)`);
    this.#insert = this.#db.prepare('INSERT INTO result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  }

  write({ count, series, time, value, flags }: StepBlock, verdicts: VerdictBlock): void {
    this.#db.exec('BEGIN');
    for (let i = 0; i < count; i++) {
      this.#insert.run(
        series[i] as number,
        time,
        value[i] as number,
        verdicts.status[i] as number,
        verdicts.score[i] as number,
        numberOrNull(verdicts.expected[i] as number),
        numberOrNull(verdicts.lower[i] as number),
        numberOrNull(verdicts.upper[i] as number),
        flags[i] as number
      );
    }
    this.#db.exec('COMMIT');
  }

  /** Builds the index once everything is in, which is kinder than keeping it while rows come. */
  finish(): void {
    this.#db.exec('CREATE INDEX by_series ON result (series, time); ANALYZE');
  }

  /** Answers `POST {series, from, to}` with columns as JSON, on a port of its own on loopback. */
  async serve(): Promise<{ readonly port: number; readonly server: Server }> {
    const select = this.#db.prepare(
      'SELECT time, value, status, score, expected, lower, upper, flags FROM result WHERE series = ? AND time >= ? AND time < ? ORDER BY time'
    );
    const answer = (body: string, response: ServerResponse): void => {
      const { series, from, to } = JSON.parse(body) as { series: number; from: number; to: number };
      const columns: Record<string, unknown[]> = {
        time: [],
        value: [],
        status: [],
        score: [],
        expected: [],
        lower: [],
        upper: [],
        flags: [],
      };
      for (const row of select.iterate(series, from, to)) for (const name in columns) columns[name]?.push(row[name]);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(columns));
    };
    const server = createServer((request: IncomingMessage, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => (body += part));
      request.on('end', () => answer(body, response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: (server.address() as AddressInfo).port, server };
  }

  close(): void {
    this.#db.close();
  }
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
