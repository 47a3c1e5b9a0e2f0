import type { Range } from '../configSchemas';

/** To come. */
export function WeirTab(props: { defaultRange: Range }) {
  return <p>{props.defaultRange}</p>;
}
