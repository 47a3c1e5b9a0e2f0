import { PageFrame } from '../states/PageFrame';

/** To come. */
export function PostMortemsPage() {
  return <PageFrame sentence="Post-mortems">-</PageFrame>;
}
