import { Box, Button, Text, TextField } from '@backstage/ui';
import type { PostMortemEvent } from '@weir/backstage-plugin-weir-common';
import { fieldTime } from '../feedback/feedbackDraft';
import { TimeField } from '../feedback/TimeField';
import { clockWithSeconds } from '../format/time';
import styles from './postmortems.module.css';

/** What happened, by time. It starts with a few events; the rest of what the system knows is one click away. */
export function Timeline(props: {
  rows: readonly PostMortemEvent[];
  offered: readonly PostMortemEvent[];
  /** Rows that were taken out since the last saving. */
  removed: readonly PostMortemEvent[];
  may: boolean;
  onChange: (rows: PostMortemEvent[]) => void;
}) {
  const { rows, offered, removed, may, onChange } = props;
  const set = (id: string, part: Partial<PostMortemEvent>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)).sort(byTime));
  const add = (event: PostMortemEvent) => onChange([...rows, event].sort(byTime));
  const more = [...offered, ...removed.filter((one) => one.systemTime !== null)].sort(byTime);
  return (
    <Box as="section" bg="neutral" className={styles.timeline} aria-label="Timeline" id="timeline">
      <Text as="h2" variant="body-large" weight="bold">
        Timeline
      </Text>
      <ol>
        {rows.map((row) => (
          <li key={row.id}>
            <TimeField
              label={`When: ${row.text || 'new row'}`}
              small
              value={fieldTime(row.time)}
              onChange={(value) => !Number.isNaN(Date.parse(value)) && set(row.id, { time: Date.parse(value) })}
            />
            <TextField
              aria-label="What happened"
              size="small"
              maxLength={500}
              isDisabled={!may}
              value={row.text}
              onChange={(text) => set(row.id, { text })}
            />
            <div className={styles.rowFoot}>
              <Text variant="body-small" color="secondary">
                {sourceWords(row)}
              </Text>
              <Button
                size="small"
                variant="tertiary"
                isDisabled={!may}
                aria-label={`Take out: ${row.text}`}
                onPress={() => onChange(rows.filter((one) => one.id !== row.id))}
              >
                Take out
              </Button>
            </div>
          </li>
        ))}
      </ol>
      <Button
        size="small"
        variant="secondary"
        isDisabled={!may}
        onPress={() => add(ownRow(rows.at(-1)?.time ?? Date.now()))}
      >
        Add a row
      </Button>
      {more.length > 0 && (
        <>
          <Text as="h3" variant="body-medium" weight="bold">
            From the system
          </Text>
          <ul>
            {more.map((event) => (
              <li key={event.id} className={styles.offered}>
                <Text>{`${clockWithSeconds(event.time)} ${event.text}`}</Text>
                <Button
                  size="small"
                  variant="secondary"
                  isDisabled={!may}
                  aria-label={`Add: ${event.text}`}
                  onPress={() => add(event)}
                >
                  Add
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Box>
  );
}

/** Whose row it is; when people put the time right, the system's stays as a footnote. */
function sourceWords({ systemTime, time }: PostMortemEvent): string {
  if (systemTime === null) return 'Your own row';
  const clock = clockWithSeconds(systemTime);
  return systemTime === time ? `By the system, ${clock}` : `The system says ${clock}`;
}

function byTime(one: PostMortemEvent, other: PostMortemEvent): number {
  return one.time - other.time;
}

function ownRow(time: number): PostMortemEvent {
  return { id: crypto.randomUUID(), time, text: '', kind: 'note', systemTime: null };
}
