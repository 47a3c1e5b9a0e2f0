import { PageFrame } from '../states/PageFrame';

/** To come. */
export function InventoryPage(props: { pageSize: number }) {
  return <PageFrame sentence={String(props.pageSize)}>-</PageFrame>;
}
