import { VisuallyHidden } from '@backstage/ui';
import type { Rating } from '@weir/backstage-plugin-weir-common';
import { points } from '../format/number';
import { lineName, lost } from '../format/ratingWords';
import styles from './waterfall.module.css';

const LEAST_SCALE = 10;

/** Where the points of a rating went: one line each, the largest loss first, with what is left after it. */
export function Waterfall(props: { rating: Pick<Rating, 'service' | 'score' | 'lines' | 'notApplicable' | 'raise'> }) {
  const { service, lines, notApplicable, raise } = props.rating;
  const scale = Math.max(LEAST_SCALE, ...lines.map((line) => line.lost));
  return (
    <div className={styles.box}>
      <table className={styles.table} aria-label={`Where the points of ${service} went`}>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">
              <VisuallyHidden>Bar</VisuallyHidden>
            </th>
            <th scope="col">Lost</th>
            <th scope="col">Why</th>
            <th scope="col">Left</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Start</th>
            <td />
            <td />
            <td />
            <td>100.0</td>
          </tr>
          {lines.map((line) => (
            <tr key={`${line.what} ${line.sentence}`}>
              <th scope="row">{lineName(line.what)}</th>
              <td>
                <span
                  className={line.what === 'not-enough-data' ? styles.hatched : styles.bar}
                  style={{ width: `${(line.lost / scale) * 100}%` }}
                />
              </td>
              <td>{line.what === 'cap' && line.lost === 0 ? 'not reached' : lost(line.lost)}</td>
              <td>{line.sentence}</td>
              <td>{points(line.left)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {notApplicable.length > 0 && (
        <p>
          {'Not applicable: '}
          {notApplicable.map((note, index) => (
            <span key={note.facet} title={note.reason}>
              {index > 0 ? ', ' : ''}
              {lineName(note.facet).toLocaleLowerCase('en-US')} ({note.reason})
            </span>
          ))}
        </p>
      )}
      {raise && (
        <p>{`Would raise it most: ${lineName(raise.facet).toLocaleLowerCase('en-US')}, up to +${points(raise.points)}`}</p>
      )}
    </div>
  );
}
