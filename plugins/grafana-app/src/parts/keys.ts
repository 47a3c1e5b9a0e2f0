import { useEffect, useRef } from 'react';

const isInput = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Calls back on a key, wherever the focus is, but not while somebody types or a dialog is open. */
export function useKey(key: string, act: (event: KeyboardEvent) => void) {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const busy = isInput(event.target) || event.ctrlKey || event.metaKey || event.altKey;
      if (event.key === key && !busy && !document.querySelector('[role="dialog"]')) {
        latest.current(event);
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [key]);
}

/** The field that `/` leads to. */
export function useSlashForSearch() {
  const field = useRef<HTMLInputElement>(null);
  useKey('/', (event) => {
    event.preventDefault();
    field.current?.focus();
  });
  return field;
}

function step(table: HTMLElement | null, by: 1 | -1) {
  const links = [...(table?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const first = by > 0 ? 0 : links.length - 1;
  links[at === -1 ? first : Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}

/** `j` and `k` go down and up the links of a table's rows; Enter then opens, as with any link. */
export function useRowKeys() {
  const table = useRef<HTMLDivElement>(null);
  useKey('j', () => step(table.current, 1));
  useKey('k', () => step(table.current, -1));
  return table;
}
