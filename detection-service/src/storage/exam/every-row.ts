import type { Page, Paged } from '../ports.ts';

/** Every row of a query, page by page. */
export function everyRow<T>(limit: number, query: (page: Page) => Paged<T>): { rows: T[]; pages: number } {
  const rows: T[] = [];
  let pages = 0;
  let after: string | undefined;
  do {
    const page = query({ limit, after });
    rows.push(...page.rows);
    after = page.next;
    pages++;
  } while (after !== undefined && pages < 100);
  return { rows, pages };
}
