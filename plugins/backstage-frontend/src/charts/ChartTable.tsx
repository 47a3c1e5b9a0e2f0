import { dayAndClock, iso } from '../format/time';
import type { BandColumns } from './bandGeometry';
import styles from './chart.module.css';

/** The numbers of a chart with bands, the newest first: for who reads better than sees. */
export function ChartTable(props: {
  name: string;
  columns: BandColumns;
  format: (value: number) => string;
  now: number;
}) {
  const { name, columns, format, now } = props;
  const cell = (value: number | null | undefined) => (typeof value === 'number' ? format(value) : '–');
  return (
    // A region that scrolls has to be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.tableBox} tabIndex={0} role="region" aria-label={`${name} as a table`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">{name}</th>
            <th scope="col">Expected</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Anomalous</th>
          </tr>
        </thead>
        <tbody>
          {columns.times
            .map((time, index) => (
              <tr key={time}>
                <th scope="row" title={iso(time)}>
                  {dayAndClock(time, now)}
                </th>
                <td>{cell(columns.values[index])}</td>
                <td>{cell(columns.expected[index])}</td>
                <td>{cell(columns.lower[index])}</td>
                <td>{cell(columns.upper[index])}</td>
                <td>{columns.anomalous[index] ? 'yes' : ''}</td>
              </tr>
            ))
            .reverse()}
        </tbody>
      </table>
    </div>
  );
}
