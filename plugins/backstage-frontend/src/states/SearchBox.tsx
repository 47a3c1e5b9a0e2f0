import { useEffect, useRef, useState } from 'react';
import { SearchField } from '@backstage/ui';
import styles from './states.module.css';

const WAIT_MS = 250;

/** The search field of a page: `/` goes to it; a pause in typing searches. */
export function SearchBox(props: { label: string; value: string; onChange: (value: string) => void }) {
  const { label, value, onChange } = props;
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const latest = useRef(onChange);
  latest.current = onChange;

  // The URL can change without the field, for example by Back.
  useEffect(() => {
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);

  useEffect(() => {
    if (text === sent.current) return undefined;
    const timer = setTimeout(() => {
      sent.current = text;
      latest.current(text);
    }, WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);

  return (
    <div className={styles.search} data-weir-search="">
      <SearchField size="small" aria-label={label} placeholder={label} value={text} onChange={setText} />
    </div>
  );
}
