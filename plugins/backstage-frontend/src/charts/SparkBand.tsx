import { useMemo } from 'react';
import { bandGeometry, type BandColumns } from './bandGeometry';
import { concernInk } from './ConcernMark';
import { useWidth } from './useWidth';
import styles from './chart.module.css';

/** A chart with bands without axes, as high as two lines of text. */
export function SparkBand(props: {
  sentence: string;
  columns: BandColumns;
  from: number;
  to: number;
  concern: number;
}) {
  const { sentence, columns, from, to, concern } = props;
  const [ref, width] = useWidth(240);
  const height = 44;
  const shapes = useMemo(
    () => bandGeometry(columns, { width, height, left: 2, bottom: 2, from, to, fromZero: false }),
    [columns, width, from, to]
  );
  return (
    <div className={styles.spark} ref={ref}>
      <svg role="img" aria-label={sentence} width={width} height={height}>
        <path className={styles.band} d={shapes.band} />
        <path className={styles.value} d={shapes.value} />
        {shapes.dots.map((dot) => (
          <circle key={dot.time} className={`${styles.dot} ${concernInk(concern)}`} cx={dot.x} cy={dot.y} r={2.75} />
        ))}
      </svg>
    </div>
  );
}
