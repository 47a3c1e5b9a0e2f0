import { PageFrame } from '../states/PageFrame';

/** To come. */
export function RatingsPage(props: { pageSize: number }) {
  return <PageFrame sentence={String(props.pageSize)}>-</PageFrame>;
}
