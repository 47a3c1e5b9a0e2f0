import { score } from '../format/number';
import styles from './chart.module.css';

/** The range of a rating on a fixed axis from 0 to 100, its tick the score. */
export function RangeBar(props: { low: number; high: number; score: number; provisional?: boolean }) {
  const { low, high, score: value, provisional = false } = props;
  return (
    <div
      className={styles.rangeTrack}
      role="img"
      aria-label={`Rated ${score(value)}, range ${score(low)} to ${score(high)}${provisional ? ', provisional' : ''}`}
    >
      <span
        className={`${styles.rangeBar} ${provisional ? styles.rangeProvisional : ''}`}
        style={{ left: `${low}%`, width: `${Math.max(1, high - low)}%` }}
      />
      <span className={styles.rangeTick} style={{ left: `${value}%` }} />
    </div>
  );
}
