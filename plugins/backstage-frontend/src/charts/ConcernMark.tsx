import { concernLevel, concernWord } from '../format/concern';
import { score } from '../format/number';
import styles from './concern.module.css';

const LEVELS = ['', styles.low, styles.medium, styles.high, styles.severe];
const INKS = [styles.inkLow, styles.inkLow, styles.inkMedium, styles.inkHigh, styles.inkSevere];

/** The class that fills a shape of a chart with the colour of a concern. */
export function concernInk(concern: number): string | undefined {
  return INKS[concernLevel(concern)];
}

/** Concern as mark, word and number: `▅ High 58`. Below half confidence the mark is hollow. */
export function ConcernMark(props: { concern: number; confidence?: number; wordless?: boolean }) {
  const { concern, confidence = 100, wordless = false } = props;
  const level = concernLevel(concern);
  const hollow = confidence < 50 ? styles.hollow : '';
  return (
    <span className={styles.mark}>
      {level > 0 && (
        <span className={`${styles.cell} ${LEVELS[level]} ${hollow}`} aria-hidden="true">
          <span className={styles.fill} />
        </span>
      )}
      <span>
        {wordless ? '' : `${concernWord(concern)} `}
        {score(concern)}
      </span>
    </span>
  );
}
