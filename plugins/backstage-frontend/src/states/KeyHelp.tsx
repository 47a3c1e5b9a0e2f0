import { useEffect, useState } from 'react';
import { Dialog, DialogBody, DialogHeader } from '@backstage/ui';
import styles from './states.module.css';

const USUAL: Readonly<Record<string, string>> = {
  '/': 'search',
  'j, k': 'next, previous row',
  Enter: 'open',
  Esc: 'close',
  '?': 'this list',
};

/**
 * The keys of every page: `/` goes to the search field, `j` and `k` to the next and previous row, `?` lists them. Off
 * while something is typed and while a dialog is open.
 */
export function KeyHelp(props: { keys?: Readonly<Record<string, string>> }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || dialogIsOpen()) return;
      if (event.key === '/') {
        const field = document.querySelector<HTMLElement>('[data-weir-search] input');
        if (!field) return;
        event.preventDefault();
        field.focus();
      } else if (event.key === 'j' || event.key === 'k') {
        moveRow(event.key === 'j' ? 1 : -1);
      } else if (event.key === '?') {
        setOpen(true);
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Dialog isOpen={open} onOpenChange={setOpen} isDismissable width={420}>
      <DialogHeader>Keys</DialogHeader>
      <DialogBody>
        <dl className={styles.keys}>
          {Object.entries({ ...props.keys, ...USUAL }).map(([key, what]) => (
            <Row key={key} name={key} what={what} />
          ))}
        </dl>
      </DialogBody>
    </Dialog>
  );
}

function Row(props: { name: string; what: string }) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.what}</dd>
    </>
  );
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) {
    return true;
  }
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type);
}

function dialogIsOpen(): boolean {
  return document.querySelector('[role="dialog"]') !== null;
}

function moveRow(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-weir-rows] [role="row"][data-key], [data-weir-row]')];
  const focused = rows.findIndex((row) => row.contains(document.activeElement));
  const start = by === 1 ? -1 : rows.length;
  rows[Math.min(rows.length - 1, Math.max(0, (focused === -1 ? start : focused) + by))]?.focus();
}
